"""What the platform is worth to the business: measures against targets, prices, a model of the return."""
