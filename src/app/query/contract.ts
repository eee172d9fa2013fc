/**
 * What the console knows of the service: the typed client's types, under the names that the pages use. The one file of the app that
 * says where they come from.
 */
import type * as z from 'zod';
import type { Operations } from '../../service/operations/index.ts';

export type OperationName = keyof Operations;
export type Input<N extends OperationName> = z.input<Operations[N]['input']>;
export type Output<N extends OperationName> = z.output<Operations[N]['output']>;

export type KeySummary = Output<'SearchKeys'>['Keys'][number];
export type KeyOverview = Output<'DescribeKeyOverview'>;
export type AuditEvent = Output<'SearchAuditEvents'>['Events'][number];
export type PrincipalSummary = Output<'ListPrincipals'>['Principals'][number];
export type ServiceSummary = Output<'ListServices'>['Services'][number];
export type DeskFacts = Output<'DescribeDesk'>;
export type KeyState = KeySummary['KeyState'];
