declare module "*.yml" {
  const document: unknown;
  export default document;
}
