"""Runs job.py as it is on lakes in folders, and leaves the rows of every step behind, in steps/<plan>/<step>/ of each:
every_step.py RUN FOLDER... Then exports once more, as RUN-after, since an earlier export RUN-before that held a third less, and
an interaction that is none any more."""

import pathlib
import sys

import job


class WatchedJob(job.Job):
    def follow(self):
        super().follow()
        for step in self.plan["steps"]:
            rows = self.spark.table(step).coalesce(1)
            rows.write.mode("overwrite").parquet(self.lake.url(f"steps/{self.plan['name']}/{step}/"))


def export_since(folder, run):
    t2 = pathlib.Path(folder) / "t2"
    lines = (t2 / run / "interactions/part-0.csv").read_text().split("\n")
    known = [line for at, line in enumerate(lines) if line and (at == 0 or at % 3 > 0)]
    (t2 / f"{run}-before/interactions").mkdir(parents=True)
    (t2 / f"{run}-before/interactions/part-0.csv").write_text("\n".join([*known, "somebody,gone,1700000000,View,"]))
    job.main(["--bucket", f"file:{folder}", "--plan", "export", "--run", f"{run}-after", "--since", f"{run}-before"])


if __name__ == "__main__":
    run, *folders = sys.argv[1:]
    for folder in folders:
        for plan in (["lake"], ["export", "--run", run]):
            job.main(["--bucket", f"file:{folder}", "--plan", *plan], WatchedJob)
        export_since(folder, run)
