"""A column of vectors of a Parquet file, batch by batch."""

import errno
import os

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

USAGE, DATA, NO_INPUT, IO = 64, 65, 66, 74

# What a batch may hold: memory is some times this, whatever the file's size.
BATCH_BYTES = 2 << 20
# Pages are read through a buffer of this size; without one, pyarrow reads whole column chunks.
READING = {"buffer_size": 1 << 20, "pre_buffer": False, "page_checksum_verification": True}


class ParquetError(Exception):
    """One line for the user, and the exit code that goes with it."""

    def __init__(self, code, message):
        self.code = code
        super().__init__(" ".join(message.split()))


def storage(kind):
    """The plain type below an extension type, such as a tensor of a fixed shape."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def is_vector(kind):
    kind = storage(kind)
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return is_list and pa.types.is_floating(kind.value_type)


def numbers(array):
    """An array without nulls as numpy's, in place. pyarrow's own way imports pandas first."""
    dtype = np.dtype(array.type.to_pandas_dtype())
    start = array.offset * dtype.itemsize
    return np.frombuffer(array.buffers()[1], dtype, len(array), start)


def first_null(array):
    return pa.compute.index(array.is_null(), True).as_py()


class ParquetColumn:
    """The vectors of `column` (default: the only column of vectors), with the names of `id_column`."""

    def __init__(self, path, column=None, id_column=None):
        self.path = path
        try:
            # An open file first: pyarrow's own message for a folder or a missing file is long.
            self.source = open(path, "rb")
            if os.path.isdir(path):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        except OSError as error:
            raise ParquetError(NO_INPUT, f"{path}: {error.strerror}") from None
        try:
            self.file = pa.parquet.ParquetFile(self.source, **READING)
            self.schema = self.file.schema_arrow
        except (pa.ArrowException, OSError) as error:
            raise self.failure(error) from None
        self.column = self.choose(column)
        self.id_column = id_column
        if id_column is not None:
            self.require(id_column)

    def failure(self, error):
        """pyarrow raises OSError for bad bytes as well; then it has no number."""
        if isinstance(error, OSError) and error.errno is not None:
            return ParquetError(IO, f"{self.path}: reading failed: {error.strerror or error}")
        return ParquetError(DATA, f"{self.path}: expected Parquet, found what pyarrow refuses: {error}")

    def data_error(self, place, expected, found):
        return ParquetError(DATA, f"{self.path}: {place}: expected {expected}, found {found}")

    def require(self, name):
        if self.schema.get_field_index(name) < 0:
            raise ParquetError(USAGE, f"{self.path}: no column “{name}”; its columns: {self.columns()}")

    def columns(self):
        return ", ".join(f"{field.name} ({field.type})" for field in self.schema)

    def choose(self, column):
        if column is not None:
            self.require(column)
            kind = self.schema.field(column).type
            if not is_vector(kind):
                raise self.data_error(f"column “{column}”", "lists of floating-point numbers", kind)
            return column
        vectors = [field.name for field in self.schema if is_vector(field.type)]
        if not vectors:
            raise ParquetError(
                DATA, f"{self.path}: expected a column of floating-point lists, found {self.columns()}"
            )
        if len(vectors) > 1:
            raise ParquetError(
                USAGE, f"{self.path}: say --column, several hold vectors: {', '.join(vectors)}"
            )
        return vectors[0]

    @property
    def dtype(self):
        """The type of the values as stored."""
        return np.dtype(storage(self.schema.field(self.column).type).value_type.to_pandas_dtype())

    def batch_rows(self):
        """Rows that take BATCH_BYTES: the file tells how many values it has, not the lists' length."""
        values = 0
        for group in range(self.file.metadata.num_row_groups):
            row_group = self.file.metadata.row_group(group)
            for index in range(row_group.num_columns):
                chunk = row_group.column(index)
                if chunk.path_in_schema.startswith(self.column + "."):
                    values += chunk.num_values
        rows = self.file.metadata.num_rows
        return max(1, min(rows, BATCH_BYTES * rows // max(1, 8 * values)))

    def batches(self):
        """(first row, values n × d, names or None) of each batch; raises `ParquetError`."""
        wanted = [self.column] + ([self.id_column] if self.id_column is not None else [])
        first, dimensions = 0, None
        batches = self.file.iter_batches(self.batch_rows(), columns=wanted, use_threads=False)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise self.failure(error) from None
            if batch is None:
                break
            if batch.num_rows == 0:
                continue
            values = self.vectors(batch.column(self.column), first, dimensions)
            dimensions = values.shape[1]
            names = None if self.id_column is None else self.names(batch.column(self.id_column), first)
            yield first, values, names
            first += batch.num_rows
        if first == 0:
            raise ParquetError(DATA, f"{self.path}: expected at least one row, found none")

    def vectors(self, column, first, dimensions):
        """n × d values of a batch whose first row is `first`; `dimensions`: those of the rows before."""
        if isinstance(column, pa.ExtensionArray):
            column = column.storage
        self.refuse_nulls(column, first, self.column, "a vector")
        lengths = numbers(pa.compute.list_value_length(column))
        expected = int(lengths[0]) if dimensions is None else dimensions
        other = np.flatnonzero(lengths != expected)
        if len(other) or expected == 0:
            row = int(other[0]) if len(other) else 0
            wanted = f"{expected} values, as in row 0" if expected else "at least one value"
            raise self.data_error(f"row {first + row}", wanted, lengths[row])
        values = column.flatten()
        if values.null_count:
            place = first_null(values)
            place = f"row {first + place // expected}, value {place % expected}"
            raise self.data_error(place, "a number", "null")
        return numbers(values).reshape(-1, expected)

    def names(self, column, first):
        self.refuse_nulls(column, first, self.id_column, "a name")
        try:
            names = column.cast(pa.string()).to_pylist()
        except (pa.ArrowException, NotImplementedError, UnicodeDecodeError):
            raise self.data_error(f"column “{self.id_column}”", "names", column.type) from None
        for row, name in enumerate(names):
            if "\n" in name or "\r" in name:
                raise self.data_error(f"row {first + row}", "a name of one line", repr(name))
        return names

    def refuse_nulls(self, column, first, name, expected):
        if column.null_count:
            place = f"row {first + first_null(column)}, column “{name}”"
            raise self.data_error(place, expected, "null")
