/** One side of the matrix, in a sentence and in lines. */
import type { AccessRole } from '../../../domain/policy/access-roles.ts';
import { paths } from '../../paths.ts';
import { Link } from '../../ui/link.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { stateWord, type TagState } from '../../ui/tags.tsx';
import type { Access, Matrix } from './access-model.ts';
import type { AccessSearch } from './access-search.ts';
import { ROLE_WORDS } from './access-words.ts';
import type { SideRow } from './side-table.tsx';

const number = new Intl.NumberFormat('en');
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

const doing = (role: AccessRole | null): string =>
  role === null ? 'use or administer' : ROLE_WORDS[role].verb;

/** What was found, in a sentence. */
export function Tale({
  search,
  matrix,
  access,
}: {
  readonly search: AccessSearch;
  readonly matrix: Matrix;
  readonly access: Access;
}) {
  const { keys, principals } = matrix;
  const held = principals.filter(({ cannotAsk }) => cannotAsk !== null).length;
  const tail = [
    ...(held === 0
      ? []
      : [
          ` ${counted(held, 'of them has', 'of them have')} no way in now: no password, or no active access key.`,
        ]),
    ...(search.role === null ? [' Who can only read policies or settings is not counted.'] : []),
  ].join('');
  const unused = search.unused ? ', and has not in 90 days' : '';
  const [key] = access.keys;
  if (search.key !== null && key !== undefined) {
    const elsewhere =
      key.elsewhere.length === 0
        ? ''
        : ` So can ${key.elsewhere.includes('*') ? 'anybody from outside this desk' : `${counted(key.elsewhere.length, 'principal')} from outside this desk that its policy names`}.`;
    return (
      <p className="tale">
        <b>{counted(principals.length, 'person or service', 'people and services')}</b> can{' '}
        {doing(search.role)} <Link href={paths.key(key.id)}>{key.name}</Link>
        {unused}.{elsewhere}
        {tail}
      </p>
    );
  }
  if (search.who !== null)
    return (
      <p className="tale">
        <b>{shortArn(search.who)}</b> can {doing(search.role)}{' '}
        <b>{counted(keys.filter(({ cells }) => cells.size > 0).length, 'key')}</b> of{' '}
        {number.format(access.total)}
        {unused}.
      </p>
    );
  return (
    <p className="tale">
      <b>{counted(principals.length, 'person or service', 'people and services')}</b> can {doing(search.role)}{' '}
      at least one of <b>{counted(keys.length, 'key')}</b>
      {unused}.
    </p>
  );
}

/** Who has access to the key, or what the person or service has. */
export function sideRows(search: AccessSearch, { keys, principals }: Matrix): SideRow[] {
  if (search.key !== null) {
    const [key] = keys;
    return principals.flatMap(({ arn, name, kind, cannotAsk }) => {
      const cell = key?.cells.get(arn);
      return key === undefined || cell === undefined
        ? []
        : [
            {
              id: arn,
              name,
              href: paths.access({ who: arn }),
              note: `${kind === 'user' ? 'Person' : 'Service'}${cannotAsk === null ? '' : `, ${cannotAsk}`}`,
              arn,
              keyId: key.id,
              cell,
            },
          ];
    });
  }
  const arn = search.who ?? '';
  return keys.flatMap(({ id, name, state, cells }) => {
    const cell = cells.get(arn);
    return cell === undefined
      ? []
      : [
          {
            id,
            name,
            href: paths.access({ key: id }),
            note: stateWord(state as TagState),
            arn,
            keyId: id,
            cell,
          },
        ]; // the states of the contract
  });
}
