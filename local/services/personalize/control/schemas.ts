import type { Context } from "../context.ts";
import { pageOf } from "../paging.ts";
import type { SchemaRecord } from "../records.ts";
import { alreadyExists, inUse, invalid, limitExceeded, needed, notFound } from "../refusals.ts";
import { readSchema } from "../schema-fields.ts";
import type { ControlApi } from "./api.ts";

const MOST_SCHEMAS = 500;

export const schemas = ({ platform, schemas, datasets, arn }: Context) => {
  const get = (schemaArn: string | undefined): SchemaRecord => {
    const found = schemas.get(schemaArn ?? "");
    if (!found) throw notFound(schemaArn ?? "");
    return found;
  };
  const summary = ({ arn: schemaArn, name, createdAt, domain }: SchemaRecord) => ({
    name,
    schemaArn,
    creationDateTime: new Date(createdAt),
    lastUpdatedDateTime: new Date(createdAt),
    ...(domain && { domain }),
  });
  return {
    CreateSchema({ name: given, schema: text, domain }) {
      const name = needed(given, "name");
      const schema = needed(text, "schema");
      readSchema(schema);
      if (domain) throw invalid("Domain schemas are not part of this local Personalize.");
      const schemaArn = arn("schema", name);
      if (schemas.get(schemaArn)) throw alreadyExists(schemaArn);
      if (schemas.list().length >= MOST_SCHEMAS) throw limitExceeded(`More than ${MOST_SCHEMAS} schemas.`);
      schemas.put(schemaArn, { arn: schemaArn, name, schema, createdAt: platform.clock.now() });
      return { schemaArn };
    },
    DescribeSchema({ schemaArn }) {
      const record = get(schemaArn);
      return { schema: { ...summary(record), schema: record.schema } };
    },
    ListSchemas(input) {
      const { page, ...token } = pageOf(
        schemas.list().map(({ value }) => value),
        input,
      );
      return { schemas: page.map(summary), ...token };
    },
    DeleteSchema({ schemaArn }) {
      const record = get(schemaArn);
      const user = datasets.all().find((dataset) => (dataset.update?.schemaArn ?? dataset.schemaArn) === record.arn);
      if (user) throw inUse(`Schema ${record.arn} is used by dataset ${user.arn}.`);
      schemas.delete(record.arn);
      return {};
    },
  } satisfies ControlApi;
};
