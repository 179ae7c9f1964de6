import type { Platform } from "../../kernel/platform.ts";
import { accountIn } from "./account-in.ts";
import { dying, isActive, statusOf } from "./lifecycle.ts";
import type { Resource } from "./records.ts";
import { alreadyExists, inUse, notFound } from "./refusals.ts";

/** The platform's account's resources of one kind. Deleted ones stay visible until their time is over, then are really removed. */
export class Shelf<T extends Resource> {
  readonly #platform: Platform;
  readonly #documents;
  readonly #forget: (record: T) => void;

  /** `forget` removes what the resource leaves behind; called once, within the transaction that removes it. */
  constructor(platform: Platform, kind: string, forget: (record: T) => void = () => undefined) {
    this.#platform = platform;
    this.#documents = platform.state.collection<T>(`personalize/${kind}`);
    this.#forget = forget;
  }

  find(arn: string): T | undefined {
    const record = this.#documents.get(arn);
    return record && this.#isVisible(record) ? record : undefined;
  }

  /** Throws ResourceNotFoundException. */
  get(arn: string | undefined): T {
    const record = arn === undefined ? undefined : this.find(arn);
    if (!record) throw notFound(arn ?? "");
    return record;
  }

  /** Throws ResourceInUseException when it is there but not ready. */
  getActive(arn: string | undefined): T {
    const record = this.get(arn);
    if (isActive(record.life, this.#platform.clock.now())) return record;
    throw inUse(`Resource ${record.arn} is in ${this.statusOf(record)} status; it must be ACTIVE.`);
  }

  all(): T[] {
    return this.#documents.list().flatMap(({ value }) => (this.#isVisible(value) ? [value] : []));
  }

  /** Throws ResourceAlreadyExistsException. */
  add(record: T): void {
    if (this.find(record.arn)) throw alreadyExists(record.arn);
    this.#documents.put(record.arn, record);
  }

  put(record: T): void {
    this.#documents.put(record.arn, record);
  }

  statusOf(record: T): string {
    return statusOf(record.life, this.#platform.clock.now());
  }

  delete(record: T): void {
    if (record.life.deleting) return;
    const deleted = { ...record, life: dying(record.life, this.#platform.clock) };
    this.#documents.put(record.arn, deleted);
    this.#buryLater(deleted);
  }

  /** Takes up deletions that were under way. */
  resume(): void {
    for (const { value } of this.#documents.list())
      if (value.life.deleting && this.#isOurs(value)) this.#buryLater(value);
  }

  #buryLater(record: T): void {
    const { deleting } = record.life;
    if (!deleting) return;
    this.#platform.clock.at(deleting.until, () => {
      const present = this.#documents.get(record.arn);
      // The name may be in use again by a resource created since.
      if (present?.life.deleting?.since !== deleting.since) return;
      this.#platform.state.transaction(() => {
        this.#documents.delete(record.arn);
        this.#forget(record);
      });
    });
  }

  #isOurs({ arn }: T): boolean {
    return accountIn(arn) === this.#platform.account;
  }

  #isVisible(record: T): boolean {
    const { deleting } = record.life;
    const isGone = deleting !== undefined && this.#platform.clock.now() >= deleting.until;
    return !isGone && this.#isOurs(record);
  }
}
