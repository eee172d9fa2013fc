/** The typed client's types, under the names that the pages use. */
import type { Output } from '../../client/client.ts';

export type { Input, OperationName, Output, StreamName } from '../../client/client.ts';

export type KeySummary = Output<'SearchKeys'>['Keys'][number];
export type KeyOverview = Output<'DescribeKeyOverview'>;
/** What a search of the log lists: an event, or the place of one that was altered. */
export type AuditEntry = Output<'SearchAuditEvents'>['Events'][number];
export type AlteredEvent = Extract<AuditEntry, { readonly Altered: true }>;
export type AuditEvent = Exclude<AuditEntry, AlteredEvent>;
export type PrincipalSummary = Output<'ListPrincipals'>['Principals'][number];
export type ServiceSummary = Output<'ListServices'>['Services'][number];
export type PersonSummary = Output<'ListUsers'>['Users'][number];
export type SessionSummary = Output<'ListSessions'>['Sessions'][number];
export type Dependencies = Output<'ListPrincipalDependencies'>;
export type DeskFacts = Output<'DescribeDesk'>;
export type KeyGrants = Output<'DescribeKeyGrants'>;
export type KeyGrant = KeyGrants['Grants'][number];
export type KeyState = KeySummary['KeyState'];
