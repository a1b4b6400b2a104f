/// The tables of a store, and their version.
enum StoreTables {
  /// Raised when tables or segments change their meaning.
  static let version = 1
  /// Marks the database as a store: `SIMB` in ASCII.
  static let applicationId = 0x5349_4D42

  static let fileName = "store.sqlite"

  /// A rollback journal, not a write-ahead log: one run writes at a time, a reader then needs no
  /// shared memory (a store can be read on a read-only disk), and between runs the store is one
  /// database file. `extra` syncs the folder after the journal is gone, which is when a
  /// transaction counts.
  static let connection = """
    PRAGMA journal_mode = DELETE;
    PRAGMA synchronous = EXTRA;
    PRAGMA foreign_keys = ON;
    """

  static let creation = """
    PRAGMA application_id = \(applicationId);
    PRAGMA user_version = \(version);
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE batch (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, time TEXT NOT NULL,
      kept INTEGER NOT NULL, duplicates INTEGER NOT NULL);
    CREATE TABLE segment (
      batch INTEGER PRIMARY KEY REFERENCES batch, file TEXT NOT NULL UNIQUE,
      rows INTEGER NOT NULL, bytes INTEGER NOT NULL, checksum INTEGER NOT NULL);
    CREATE TABLE row (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
      batch INTEGER NOT NULL REFERENCES batch,
      duplicate_of INTEGER REFERENCES row, score REAL);
    """
}
