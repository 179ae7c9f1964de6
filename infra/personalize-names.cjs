/**
 * What the functions' roles may touch on Personalize, for `${file(infra/personalize-names.cjs):campaigns}` in a roles.yml: everything
 * that is named as the installation is, and of what is named otherwise exactly what pipeline.yml names (`npm run adopt` writes it).
 */
const arn = (resource) => ({
  "Fn::Sub": `arn:\${AWS::Partition}:personalize:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

module.exports = async ({ resolveVariable }) => {
  const prefix = await resolveVariable("self:custom.prefix");
  const { datasetGroup, solutions = [], campaigns = [], filters = [] } = await resolveVariable("file(pipeline.yml)");
  const group = datasetGroup ?? prefix;
  const adopted = (entries) =>
    entries.flatMap(({ resource }) => (resource === undefined || resource.startsWith(`${prefix}-`) ? [] : [resource]));
  const named = (kind, entries) => [`${prefix}-*`, ...adopted(entries)].map((name) => arn(`${kind}/${name}`));
  return {
    datasetGroup: [arn(`dataset-group/${group}`)],
    datasets: [arn(`dataset/${group}/*`)],
    /** To be made: ours alone. To be read: a dataset that somebody else made stays on its own schema, whatever that is called. */
    schemas: [arn(`schema/${prefix}-*`)],
    schemasToRead: [arn(`schema/${datasetGroup === undefined ? `${prefix}-*` : "*"}`)],
    /** With their versions, whose ARNs go on where the solution's ends. */
    solutions: [...named("solution", solutions), ...adopted(solutions).map((name) => arn(`solution/${name}/*`))],
    campaigns: named("campaign", campaigns),
    filters: named("filter", filters),
  };
};
