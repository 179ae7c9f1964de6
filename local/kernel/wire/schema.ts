import { NormalizedSchema } from "@smithy/core/schema";
import type {
  SchemaTraitsObject,
  StaticErrorSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from "@smithy/types";

/** A schema member with its traits (HTTP bindings among them) merged. */
export interface Member {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly traits: SchemaTraitsObject;
  readonly isRequired: boolean;
}

/** A structure of the service model. `required members come first` in the SDK's arrays, counted by the last element. */
export interface Structure {
  readonly schema: NormalizedSchema;
  readonly members: readonly Member[];
}

/** An operation of the service model; `http` is absent for the RPC protocols. */
export interface Operation {
  readonly name: string;
  readonly http: { readonly method: string; readonly uri: string; readonly status: number } | undefined;
  readonly input: Structure;
  readonly output: Structure;
}

const structures = new WeakMap<object, Structure>();

/** The members of a structure schema; none for the unit type. */
export const structureOf = (schema: NormalizedSchema): Structure => {
  const raw = schema.getSchema() as StaticStructureSchema | "unit";
  if (typeof raw !== "object") return { schema, members: [] };
  const known = structures.get(raw);
  if (known) return known;
  const required = raw[6] ?? 0;
  const members = raw[4].map((name, index) => {
    const member = schema.getMemberSchema(name);
    return { name, schema: member, traits: member.getMergedTraits(), isRequired: index < required };
  });
  const structure = { schema, members };
  structures.set(raw, structure);
  return structure;
};

const isSchema = (value: unknown, kind: number): boolean => Array.isArray(value) && value[0] === kind;

/** Every operation that the SDK client knows, by name. */
export const operationsOf = (sdk: object): Map<string, Operation> => {
  const found = Object.values(sdk).filter((value): value is StaticOperationSchema => isSchema(value, 9));
  return new Map(
    found.map((operation) => {
      const traits = operation[3] as { http?: [string, string, number] } | 0;
      const http = traits === 0 ? undefined : traits.http;
      return [
        operation[2],
        {
          name: operation[2],
          http: http && { method: http[0], uri: http[1], status: http[2] },
          input: structureOf(NormalizedSchema.of(operation[4])),
          output: structureOf(NormalizedSchema.of(operation[5])),
        },
      ];
    }),
  );
};

/** The error shapes that the SDK client knows, by name. */
export const errorsOf = (sdk: object): Map<string, NormalizedSchema> =>
  new Map(
    Object.values(sdk)
      .filter((value): value is StaticErrorSchema => isSchema(value, -3))
      .map((error) => [error[2], NormalizedSchema.of(error)]),
  );

/** A structure of only these members: what is left for the body when others travel in path, query and headers. */
export const only = (structure: Structure, members: readonly Member[]): NormalizedSchema => {
  const raw = structure.schema.getSchema() as StaticStructureSchema;
  const chosen = new Set(members.map(({ name }) => name));
  const indexes = raw[4].map((_, index) => index).filter((index) => chosen.has(raw[4][index] ?? ""));
  return NormalizedSchema.of([
    3,
    raw[1],
    raw[2],
    raw[3],
    indexes.map((index) => raw[4][index] ?? ""),
    indexes.map((index) => raw[5][index] ?? 0),
  ] as StaticStructureSchema);
};
