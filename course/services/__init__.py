"""The services: one file each. `course.services.registry` finds them all."""
