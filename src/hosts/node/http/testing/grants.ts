/** Grants for the conformance tests. */
import type { TestDesk } from '../../testing/desk.ts';
import type { Credentials } from '../../testing/sign-request.ts';
import { makeService, succeed, type Key, type Service } from './conformance.ts';

export interface Made {
  readonly id: string;
  readonly token: string;
}

/** A grant as it is listed; what is not asked for is absent. */
export interface Listed {
  readonly KeyId: string;
  readonly GrantId: string;
  readonly Name: string;
  readonly CreationDate: number;
  readonly GranteePrincipal: string;
  readonly RetiringPrincipal?: string;
  readonly IssuingAccount: string;
  readonly Operations: readonly string[];
  readonly Constraints?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export async function makeGrant(
  desk: TestDesk,
  key: Key,
  grantee: Pick<Service, 'arn'>,
  members: object = {},
  as?: Credentials,
): Promise<Made> {
  const made = await succeed(
    desk,
    'CreateGrant',
    { KeyId: key.id, GranteePrincipal: grantee.arn, Operations: ['Decrypt'], ...members },
    as,
  );
  return { id: made['GrantId'] as string, token: made['GrantToken'] as string }; // CreateGrant's output
}

export const listGrants = async (
  desk: TestDesk,
  key: Key,
  members: object = {},
): Promise<readonly Listed[]> =>
  (await succeed(desk, 'ListGrants', { KeyId: key.id, ...members }))['Grants'] as readonly Listed[]; // ListGrants' output

let made = 0;
/** A service without any policy. */
export const makeNobody = (desk: TestDesk): Promise<Service> => makeService(desk, `nobody-${++made}`);
