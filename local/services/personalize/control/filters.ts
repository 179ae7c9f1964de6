import type { Context } from "../context.ts";
import { datasetArn } from "../data/catalogue.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { checkFields, fieldsOf } from "../filters/check-fields.ts";
import { parseFilter } from "../filters/parse.ts";
import { born, lifeOf } from "../lifecycle.ts";
import { pageOf } from "../paging.ts";
import type { FilterRecord } from "../records.ts";
import { limitExceeded, needed } from "../refusals.ts";
import { readSchema } from "../schema-fields.ts";
import type { ControlApi } from "./api.ts";

const MOST_FILTERS = 30;

export const filters = ({ platform: { clock }, groups, datasets, schemas, filters, arn }: Context) => {
  const shown = ({ arn: filterArn, name, groupArn, life }: FilterRecord) => ({
    name,
    filterArn,
    datasetGroupArn: groupArn,
    ...lifeOf(life, clock.now()),
  });
  return {
    CreateFilter({ name: given, datasetGroupArn, filterExpression }) {
      const name = needed(given, "name");
      const expression = needed(filterExpression, "filterExpression");
      const group = groups.getActive(datasetGroupArn);
      const fieldsIn = (type: "ITEMS" | "USERS") => {
        const schema = schemas.get(datasets.find(datasetArn(group.arn, type))?.schemaArn ?? "");
        return schema === undefined ? [] : readSchema(schema.schema).fields;
      };
      const filterArn = arn("filter", name);
      const siblings = filters.all().filter(({ groupArn }) => groupArn === group.arn);
      const used = siblings.flatMap((sibling) => [...fieldsOf(parseFilter(sibling.expression))]);
      checkFields(parseFilter(expression), { Items: fieldsIn("ITEMS"), Users: fieldsIn("USERS") }, new Set(used));
      if (!filters.find(filterArn) && siblings.length >= MOST_FILTERS)
        throw limitExceeded(`More than ${MOST_FILTERS} filters in the dataset group.`);
      filters.add({ arn: filterArn, name, groupArn: group.arn, expression, life: born(clock, ACTIVE_AFTER.filter) });
      return { filterArn };
    },
    DescribeFilter({ filterArn }) {
      const record = filters.get(filterArn);
      return { filter: { ...shown(record), filterExpression: record.expression } };
    },
    /** The answer's member really has a capital F. */
    ListFilters(input) {
      const all = filters.all().filter(({ groupArn }) => !input.datasetGroupArn || groupArn === input.datasetGroupArn);
      const { page, ...token } = pageOf(all, input);
      return { Filters: page.map(shown), ...token };
    },
    DeleteFilter({ filterArn }) {
      filters.delete(filters.get(filterArn));
      return {};
    },
  } satisfies ControlApi;
};
