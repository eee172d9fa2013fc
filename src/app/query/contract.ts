/** The typed client's types, under the names that the pages use. */
import type { Output } from '../../client/client.ts';

export type { Input, OperationName, Output } from '../../client/client.ts';

export type KeySummary = Output<'SearchKeys'>['Keys'][number];
export type KeyOverview = Output<'DescribeKeyOverview'>;
export type AuditEvent = Output<'SearchAuditEvents'>['Events'][number];
export type PrincipalSummary = Output<'ListPrincipals'>['Principals'][number];
export type ServiceSummary = Output<'ListServices'>['Services'][number];
export type DeskFacts = Output<'DescribeDesk'>;
export type KeyState = KeySummary['KeyState'];
