"""Arrow tables into PostgreSQL by COPY.

Rows go in PostgreSQL's own binary format: encoding a year of flights takes 0.1 s against 3 s for
CSV, and the server has no text to parse, which halves its part. pgpq does the encoding.
"""

import datetime as dt
import io

import psycopg2.extensions
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from pgpq.encoders import StringEncoderBuilder
from pgpq.schema import Jsonb
from psycopg2.sql import SQL, Identifier

from course.errors import CourseError
from course.i18n import _
from course.pipeline.tables import Table

# A COPY holds up to 1,000 rows back, and PostgreSQL notes for each a hold on the table's one descriptor, in a
# hash where equal entries collide: the n-th takes n steps. See "Optimizing ResouceOwner to speed up COPY",
# postgr.es/m/84f20db7-7d57-4dc0-8144-7e38e0bbe75d@vondra.me. With a day's 900 flights in one COPY that was a
# fifth of the server's time; two COPYs take half of the steps, and shorter ones cost more than they save.
_ROWS = 512


def replace(
    cursor: psycopg2.extensions.cursor, schema: str, table: Table, rows: pa.Table, day: dt.date | None = None
) -> None:
    """Puts `rows` in the place of the rows, of the day or all without a day, that the schema's table has.

    The caller's transaction makes it all or nothing. Raises `CourseError` when the server did not
    take exactly these rows.
    """
    target = SQL("{}.{}").format(Identifier(schema), Identifier(table.name))
    if table.day:
        cursor.execute(SQL("DELETE FROM {} WHERE {} = %s").format(target, Identifier(table.day)), (day,))
    else:
        cursor.execute(SQL("DELETE FROM {}").format(target))
    columns = SQL(", ").join(map(Identifier, rows.column_names))
    copy = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(target, columns)
    taken = 0
    for start in range(0, rows.num_rows, _ROWS):
        cursor.copy_expert(copy, io.BytesIO(encode(rows.slice(start, _ROWS), table.jsonb)), size=2**20)
        taken += cursor.rowcount
    if taken != rows.num_rows:
        raise CourseError(
            _("{table} recebeu {got} linhas em vez de {wanted}; nada foi gravado.").format(
                table=table.name, got=taken, wanted=rows.num_rows
            ),
            _("Repita a etapa; se continuar, há um gatilho ou regra na tabela que não é do curso."),
        )


def encode(rows: pa.Table, jsonb: tuple[str, ...] = ()) -> bytes:
    """The rows in the format of COPY … (FORMAT BINARY); the columns `jsonb` hold JSON as text."""
    encoder = ArrowToPostgresBinaryEncoder(rows.schema)
    if jsonb:
        encoders = {field.name: ArrowToPostgresBinaryEncoder.infer_encoder(field) for field in rows.schema}
        for name in jsonb:
            encoders[name] = StringEncoderBuilder.new_with_output(rows.schema.field(name), Jsonb())
        encoder = ArrowToPostgresBinaryEncoder.new_with_encoders(rows.schema, encoders)
    header = encoder.write_header()
    batches = [encoder.write_batch(batch) for batch in rows.to_batches()]
    return b"".join([header, *batches, encoder.finish()])
