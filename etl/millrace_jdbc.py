"""A product database over JDBC, read only."""

import re

ROWS_PER_PAGE = 5000


class DatabaseMismatch(Exception):
    """The section of pipeline.yml does not fit the database. Nothing was copied."""


class Database:
    """Read-only connections that all see one moment, where the server can do that."""

    def __init__(self, spark, url, secret, settings):
        self.spark, self.url, self.secret, self.settings = spark, url, secret, settings
        self.kind = "postgresql" if url.startswith("jdbc:postgresql:") else "mysql"
        self.quote = '"' if self.kind == "postgresql" else "`"
        self.holder, snapshot = self.hold() if self.kind == "postgresql" else (None, None)
        offset, timeout = settings["timeOffset"], settings["statementTimeout"]
        self.begin = (
            "set transaction isolation level repeatable read, read only; "
            f"set transaction snapshot '{snapshot}'; set statement_timeout = {timeout}; "
            f"set time zone interval '{offset}' hour to minute"
            if self.kind == "postgresql"
            else f"set session time_zone = '{offset}', transaction_isolation = 'REPEATABLE-READ', max_execution_time = {timeout}"
        )

    def hold(self):
        """A connection whose snapshot the others read. It is closed when all has been read."""
        java = self.spark.sparkContext._jvm.java
        properties = java.util.Properties()
        properties.setProperty("user", self.secret.get("username", ""))
        properties.setProperty("password", self.secret.get("password", ""))
        # the driver may have come by --jars, which Java's DriverManager does not look into
        driver = java.lang.Thread.currentThread().getContextClassLoader().loadClass("org.postgresql.Driver").newInstance()
        holder = driver.connect(self.url, properties)
        holder.setAutoCommit(False)
        holder.setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ)
        rows = holder.createStatement().executeQuery("select pg_export_snapshot()")
        rows.next()
        return holder, rows.getString(1)

    def name(self, name):
        return ".".join(f"{self.quote}{part}{self.quote}" for part in name.split("."))

    def as_text(self, name):
        return f"cast({self.name(name)} as {'text' if self.kind == 'postgresql' else 'char'})"

    def query(self, text):
        options = {
            "url": self.url,
            "user": self.secret.get("username", ""),
            "password": self.secret.get("password", ""),
            "query": text,
            "fetchsize": str(ROWS_PER_PAGE),  # a cursor on the server
            "sessionInitStatement": self.begin,
            **({"useCursorFetch": "true"} if self.kind == "mysql" else {}),
        }
        return self.spark.read.format("jdbc").options(**options).load()

    def columns_of(self, table):
        try:
            return self.query(f"select * from {self.name(table)} where 1 = 0").columns
        except Exception as error:
            if re.search(r"does not exist|doesn't exist|not found", str(error)):
                return []
            raise

    def tables(self, most):
        """Names of tables and views that it shows this user, as `from` would name them."""
        name, where = (
            (
                "case table_schema when current_schema() then table_name else table_schema || '.' || table_name end",
                "table_schema not in ('pg_catalog', 'information_schema')",
            )
            if self.kind == "postgresql"
            else ("table_name", "table_schema = database()")
        )
        rows = self.query(f"select {name} as name from information_schema.tables where {where} order by 1 limit {most}")
        return [row[0] for row in rows.collect()]

    def close(self):
        if self.holder is not None:
            self.holder.close()
