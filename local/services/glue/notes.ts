import type { Notes } from "../../kernel/notes.ts";

const perEntry = "Inside HTTP 200, entries that fail are named in `Errors` and the others are done.";

export const notes: Notes = {
  wire: "glue",
  title: "AWS Glue",
  about:
    "One catalog. Names are folded to lower case, as Glue folds them. A job run is a child process with the job's role as its credentials; it dies with the instance and starts again, under the same id, with the next one.",
  operations: {
    CreateDatabase: {
      does: "Adds a database; `AlreadyExistsException` when it is there.",
      simplified: "Permissions of Lake Formation are not kept.",
    },
    GetDatabase: { does: "Answers a database, or `EntityNotFoundException`.", simplified: "nothing" },
    GetDatabases: { does: "All databases, by pages.", simplified: "Shared and federated databases do not exist." },
    UpdateDatabase: { does: "Replaces all but name and creation time.", simplified: "nothing" },
    DeleteDatabase: {
      does: "Deletes a database with its tables and partitions.",
      simplified: "At once; AWS deletes the contents later.",
    },
    CreateTable: {
      does: "Adds a table with all of its input, at version 0.",
      simplified: "Views and open table formats (Iceberg) are refused.",
    },
    GetTable: {
      does: "Answers a table at its present version.",
      simplified: "Reading an earlier moment (`QueryAsOfTime`, `TransactionId`) is refused.",
    },
    GetTables: { does: "Tables whose whole name fits a regular expression, by pages.", simplified: "nothing" },
    UpdateTable: {
      does: "Replaces the table, counts its version up and archives the old one unless `SkipArchive`; a stale `VersionId` is refused.",
      simplified: "Views are refused.",
    },
    DeleteTable: { does: "Deletes a table with its partitions and versions.", simplified: "nothing" },
    BatchDeleteTable: { does: `Deletes up to 100 tables. ${perEntry}`, simplified: "nothing" },
    GetTableVersions: { does: "Archived versions and the present one, newest first, by pages.", simplified: "nothing" },
    GetTableVersion: { does: "Answers one version.", simplified: "nothing" },
    DeleteTableVersion: { does: "Deletes an archived version.", simplified: "nothing" },
    CreatePartition: {
      does: "Adds a partition; the number of values must fit the keys.",
      simplified: "Values are not checked against the types of the keys.",
    },
    BatchCreatePartition: {
      does: `Adds up to 100 partitions. ${perEntry}`,
      simplified: "Values are not checked against the types of the keys.",
    },
    GetPartition: { does: "Answers a partition by its values.", simplified: "nothing" },
    GetPartitions: {
      does: "Partitions by an expression (comparisons, IN, BETWEEN, LIKE, IS NULL, AND, OR, NOT, parentheses), a segment, pages.",
      simplified:
        "Functions in the expression are refused. Keys are compared as numbers or as text: dates only as they are written.",
    },
    BatchGetPartition: {
      does: "Answers those of up to 1,000 partitions that exist.",
      simplified: "Nothing is ever left unprocessed.",
    },
    UpdatePartition: { does: "Replaces a partition, also under new values.", simplified: "nothing" },
    BatchUpdatePartition: { does: `Replaces up to 100 partitions. ${perEntry}`, simplified: "nothing" },
    DeletePartition: { does: "Deletes a partition.", simplified: "nothing" },
    BatchDeletePartition: { does: `Deletes up to 25 partitions. ${perEntry}`, simplified: "nothing" },
    CreateJob: {
      does: "Adds a job with role, command, arguments, timeout, retries and `MaxConcurrentRuns`.",
      simplified: "Run queuing is refused; workers, Glue version and connections are kept and mean nothing.",
    },
    GetJob: { does: "Answers a job.", simplified: "nothing" },
    GetJobs: { does: "All jobs, by pages.", simplified: "nothing" },
    ListJobs: { does: "Names of all jobs, by pages.", simplified: "A filter by tags is refused." },
    UpdateJob: { does: "Replaces the definition; runs under way keep the old one.", simplified: "nothing" },
    DeleteJob: {
      does: "Deletes a job; one that is not there is no error.",
      simplified: "Runs under way go on to their end.",
    },
    StartJobRun: {
      does: "Really runs: the program that stands for the script's name, with the arguments as argv and the job's role. `ConcurrentRunsExceededException` above the limit; timeout in real minutes; retries; an event to EventBridge at the end.",
      simplified:
        "`job.py` is run by DuckDB in `etl/duckdb.ts`, not by Spark; a script of another name fails. Retrying by `JobRunId` and queuing are refused.",
    },
    GetJobRun: {
      does: "Answers a run with its state, times and the last line the script wrote to stderr as `ErrorMessage`.",
      simplified: "No DPU seconds; the log is a file under `logs/glue/`.",
    },
    GetJobRuns: { does: "Runs of a job, newest first, by pages.", simplified: "nothing" },
    BatchStopJobRun: {
      does: "Kills the runs' processes: STOPPING, then STOPPED. Runs that are over or unknown are named in `Errors`.",
      simplified: "nothing",
    },
    CreateCrawler: {
      does: "Adds a crawler of S3 paths.",
      simplified: "Other targets, schedules, custom classifiers, configuration and incremental crawls are refused.",
    },
    GetCrawler: { does: "Answers a crawler with its state and last crawl.", simplified: "nothing" },
    GetCrawlers: { does: "All crawlers, by pages.", simplified: "nothing" },
    ListCrawlers: { does: "Names of all crawlers, by pages.", simplified: "A filter by tags is refused." },
    UpdateCrawler: { does: "Changes a crawler that does not run.", simplified: "As CreateCrawler." },
    DeleteCrawler: { does: "Deletes a crawler that does not run.", simplified: "nothing" },
    StartCrawler: {
      does: "Really reads the objects: a folder with files or with `key=value` folders is a table, siblings whose formats are the same and whose columns agree by 70 % are partitions of one (`partition_0`); infers columns from JSON, CSV and Parquet, plain or gzip, and updates the catalog by the crawler's policies.",
      simplified:
        "DuckDB names the types, of the first and last ten files of a table. Files that lie at another depth than most of their folder are left out, and so are other formats (Avro, ORC, XML, logs by grok); Glue would make tables of them.",
    },
    StopCrawler: { does: "Ends a crawl under way: STOPPING, then READY.", simplified: "nothing" },
  },
};
