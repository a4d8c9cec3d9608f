"""Synthetic passengers, on real flights: the people of a data-subject request, none of whom exists.

They are spread as a platform spreads people: rows in two tables, a list for each flight with others on
it, and an object of their own that was written twice, so that an old version lies behind the newest.
"""

import json
import random
import secrets
import uuid
from dataclasses import dataclass

from course.errors import CourseError
from course.evidence.database import sql
from course.i18n import _
from course.pipeline import storage
from course.services import minio, postgres

FOLDER = "passengers/"
_FIRST = ("Ana", "Bento", "Clara", "Davi", "Elisa", "Fabio", "Gilda", "Heitor", "Iara", "Joel")
_LAST = ("Aroeira", "Bromelia", "Cajueiro", "Ipe", "Jatoba", "Manaca", "Peroba", "Umbuzeiro")
_FLIGHTS = 3


@dataclass(frozen=True)
class Passenger:
    """Somebody made up. The e-mail is of example.org, which is reserved: RFC 2606."""

    passenger_id: str
    name: str
    email: str
    document: str


def draw(count: int) -> list[Passenger]:
    """That many, no two alike."""
    return [_one() for _number in range(count)]


def board(passengers: list[Passenger]) -> None:
    """Gives each a seat on one of some flights of the warehouse, and writes all that comes of it.

    Raises `CourseError` when the warehouse has no flights.
    """
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("some_flights"), {"count": _FLIGHTS})
        flights = cursor.fetchall()
        if not flights:
            raise CourseError(_("O warehouse não tem voos ainda."), _("Rode `make trigger-dag`."))
        seats = [(one, flights[n % len(flights)], f"{n + 1}A") for n, one in enumerate(passengers)]
        for passenger, (day, carrier, flight, origin), seat in seats:
            cursor.execute(sql("put_passenger"), vars(passenger))
            key = {"flight_date": day, "carrier": carrier, "flight": flight, "origin": origin}
            booking = {"booking_id": str(uuid.uuid4()), "passenger_id": passenger.passenger_id, "seat": seat}
            cursor.execute(sql("put_booking"), booking | key)
    for passenger, _flight, seat in seats:
        for status in ("booked", "boarded"):
            ticket = {**vars(passenger), "seat": seat, "status": status}
            _put(f"tickets/{passenger.passenger_id}.json", [ticket])
    for number, flight in enumerate(flights):
        if aboard := [{**vars(one), "seat": seat} for one, on, seat in seats if on is flight]:
            _put(f"lists/flight-{number}.json", aboard)


def _one() -> Passenger:
    mark = secrets.token_hex(4)
    first, last = random.choice(_FIRST), random.choice(_LAST)  # noqa: S311  # names, no secrets
    return Passenger(
        passenger_id=str(uuid.uuid4()),
        name=f"{first} {last} {mark}",
        email=f"{first}.{last}.{mark}@example.org".lower(),
        document=f"ZZ{secrets.randbelow(10**8):08}",
    )


def _put(name: str, people: list[dict[str, object]]) -> None:
    body = json.dumps(people, ensure_ascii=False, indent=1).encode()
    storage.put(minio.RAW, f"{FOLDER}{name}", body)
