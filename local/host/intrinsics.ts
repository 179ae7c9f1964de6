import { functionName, stageOf, type ServiceDocument } from "./document.ts";
import { functionIdentity, identities, layerIdentity, type Identity, type Where } from "./identities.ts";

export type { Resource, Template } from "./document.ts";

/** A value with every intrinsic function in it computed. Throws Unresolvable. */
export type Resolve = (value: unknown) => unknown;

/** Thrown for an intrinsic function or a reference that cannot be computed; says where. */
export class Unresolvable extends Error {
  override readonly name = "Unresolvable";
}

/** `AWS::NoValue`: the property that holds it is left out. */
const noValue = Symbol("AWS::NoValue");

/** `collect` becomes `CollectLambdaFunction`, `export-datasets` `ExportDashdatasetsLambdaFunction`: osls's naming. */
export const functionLogicalId = (key: string): string => {
  const plain = key.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}LambdaFunction`;
};

const layerLogicalId = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaLayer`;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown, where: string): string => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Unresolvable(`${where} needs text, not ${JSON.stringify(value)}`);
};

const listOf = (value: unknown, where: string): unknown[] => {
  if (Array.isArray(value)) return value as unknown[];
  throw new Unresolvable(`${where} needs a list, not ${JSON.stringify(value)}`);
};

/** Computes Ref, GetAtt, Sub, Join, Select and Split as CloudFormation would once everything in the document exists. */
export const resolverFor = (document: ServiceDocument, where: Where): Resolve => {
  const template = document.resources?.Resources ?? {};
  const stack = `${document.service}-${stageOf(document)}`;
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::AccountId": where.account,
    "AWS::Region": where.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack,
  };
  const known = new Map<string, Identity>();
  for (const key of Object.keys(document.functions ?? {}))
    known.set(functionLogicalId(key), functionIdentity(functionName(document, key), where));
  for (const [key, { name }] of Object.entries(document.layers ?? {}))
    known.set(layerLogicalId(key), layerIdentity(name ?? `${stack}-${key}`, where));

  const identityOf = (id: string): Identity => {
    const found = known.get(id);
    if (found) return found;
    const resource = template[id];
    if (!resource) throw new Unresolvable(`${id} is referred to but is nowhere in the template`);
    const kind = identities[resource.Type];
    if (!kind) throw new Unresolvable(`${id} is referred to, and what an ${resource.Type} is called is not known here`);
    const property = resource.Properties?.[kind.property];
    const resolved = isMap(property) && !isIntrinsic(property) ? { [kind.property]: resolve(property) } : {};
    const name = property === undefined || kind.property in resolved ? `${stack}-${id}` : text(resolve(property), id);
    const identity = kind.identify(name, where, resolved);
    known.set(id, identity);
    return identity;
  };

  const attributeOf = (id: string, attribute: string): string => {
    const value = identityOf(id).attributes[attribute];
    if (value === undefined) throw new Unresolvable(`${id} has no attribute ${attribute} here`);
    return value;
  };
  const refOf = (id: string): string => pseudo[id] ?? identityOf(id).ref;
  const substitute = (pattern: string, values: Record<string, unknown>): string =>
    pattern.replaceAll(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal === "!") return whole.replace("!", "");
      if (name in values) return text(resolve(values[name]), `Fn::Sub ${name}`);
      const dot = name.indexOf(".");
      return dot === -1 ? refOf(name) : attributeOf(name.slice(0, dot), name.slice(dot + 1));
    });

  const intrinsics: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (id) => (id === "AWS::NoValue" ? noValue : refOf(text(id, "Ref"))),
    "Fn::GetAtt": (argument) => {
      const [id = "", ...rest] = typeof argument === "string" ? argument.split(".") : listOf(argument, "Fn::GetAtt");
      return attributeOf(String(id), rest.join("."));
    },
    "Fn::Sub": (argument) => {
      if (typeof argument === "string") return substitute(argument, {});
      const [pattern, values] = listOf(argument, "Fn::Sub");
      return substitute(text(pattern, "Fn::Sub"), isMap(values) ? values : {});
    },
    "Fn::Join": (argument) => {
      const [separator, parts] = listOf(argument, "Fn::Join");
      return listOf(resolve(parts), "Fn::Join")
        .map((part) => text(part, "Fn::Join"))
        .join(text(separator, "Fn::Join"));
    },
    "Fn::Select": (argument) => {
      const [index, parts] = listOf(argument, "Fn::Select");
      return listOf(resolve(parts), "Fn::Select")[Number(resolve(index))];
    },
    "Fn::Split": (argument) => {
      const [separator, whole] = listOf(argument, "Fn::Split");
      return text(resolve(whole), "Fn::Split").split(text(separator, "Fn::Split"));
    },
  };

  const isIntrinsic = (value: Record<string, unknown>): boolean => {
    const keys = Object.keys(value);
    return keys.length === 1 && (keys[0] === "Ref" || keys[0]?.startsWith("Fn::") === true);
  };

  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((entry) => entry !== noValue);
    if (!isMap(value)) return value;
    if (isIntrinsic(value)) {
      const [[name, argument] = ["", undefined]] = Object.entries(value);
      const compute = intrinsics[name];
      if (!compute) throw new Unresolvable(`${name} is not computed here`);
      return compute(argument);
    }
    const entries = Object.entries(value).map(([key, entry]) => [key, resolve(entry)] as const);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== noValue));
  };
  return resolve;
};
