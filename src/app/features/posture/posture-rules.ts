/** The posture page's words and its place in the URL. */
import { paths } from '../../paths.ts';
import type { Output } from '../../query/contract.ts';

export type Posture = Output<'DescribePosture'>;
export type Check = Posture['Checks'][number];
export type Finding = Check['Objects'][number];

export const SHOWS = ['found', 'accepted', 'all'] as const;
export type Show = (typeof SHOWS)[number];

export interface PostureSearch {
  readonly show: Show;
  /** Code of the check that stands open. */
  readonly check: string | null;
}

/** What the page shows by itself: what found something. A check that is named in the URL is shown whatever it found. */
export const parsePostureSearch = (search: URLSearchParams): PostureSearch => ({
  show: SHOWS.find((each) => each === search.get('show')) ?? 'found',
  check: search.get('check'),
});

/** The checks of a view, in their order. */
export function checksOf({ Checks }: Posture, { show, check }: PostureSearch): readonly Check[] {
  return Checks.filter(
    (each) =>
      each.Code === check ||
      show === 'all' ||
      (show === 'accepted' ? each.AcceptedCount > 0 : each.Verdict === 'failed'),
  );
}

/** How the score comes about, in words and numbers. */
export function formula({
  Checks,
  Passed,
  Weight,
  PassedWeight,
  Percent,
  ByAcceptance,
}: Posture['Score']): string {
  if (Percent === undefined) return 'There is nothing to check yet.';
  const byAcceptance =
    ByAcceptance === 0
      ? ''
      : ` ${ByAcceptance} of them only because what ${ByAcceptance === 1 ? 'it' : 'they'} found was accepted.`;
  return `${Passed} of ${Checks} checks pass.${byAcceptance} A check is worth 5, 3 or 1 points by how bad it is when it fails; those that pass have ${PassedWeight} of ${Weight} points: ${PassedWeight} ÷ ${Weight} = ${Percent} %, rounded down. A check with nothing to look at counts neither way.`;
}

/** Where an object is mended; null where there is no page for it. */
export function findingHref(
  { Group }: Pick<Check, 'Group'>,
  { Kind, Id, PrincipalId }: Finding,
): string | null {
  switch (Kind) {
    case 'key':
      return Group === 'rotation'
        ? paths.keyRotation(Id)
        : Group === 'policy'
          ? paths.keyPolicy(Id)
          : Group === 'audit'
            ? paths.keyActivity(Id, { kind: 'data' })
            : paths.key(Id);
    case 'accessKey':
      return PrincipalId === undefined ? null : paths.service(PrincipalId);
    case 'principal':
      return Id.startsWith('AROA') ? paths.service(Id) : paths.person(Id);
    case 'identityPolicy':
      return paths.identityPolicy(Id);
    case 'desk':
      return null;
  }
}
