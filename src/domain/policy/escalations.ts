/** Permissions each of which by itself gives everything (docs/identity-policies.md): what whoever has it can do, after "can". */
export const ESCALATIONS: ReadonlyMap<string, string> = new Map([
  ['keydesk:UpdatePrincipalPolicies', 'attach "administrator" to themselves'],
  ['keydesk:PutIdentityPolicy', 'write anything into a policy that they have'],
  ['keydesk:UpdatePrincipalTags', 'put on any tag that a policy asks for'],
]);
