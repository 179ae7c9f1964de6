/** What one operation of a local service is worth. `docs/local-aws.md` is made of these. */
export interface Note {
  /** What really happens, not what the operation is for. */
  readonly does: string;
  /** What AWS does beyond it, or otherwise; `nothing` when we know of nothing. */
  readonly simplified: string;
}

/** A service's operations, kept beside its code. A test compares them with its handlers. */
export interface Notes {
  /** As the wire names the service: also the first word of a fault's subject. */
  readonly wire: string;
  readonly title: string;
  /** What holds for all of its operations. */
  readonly about: string;
  readonly operations: Readonly<Record<string, Note>>;
}
