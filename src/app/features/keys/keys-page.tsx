import { useQuery } from '@tanstack/react-query';
import {
  redirect,
  useSearchParams,
  type LoaderFunctionArgs,
  type ShouldRevalidateFunctionArgs,
} from 'react-router';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import type { Output } from '../../query/contract.ts';
import { isCode } from '../../query/explain.ts';
import { prefetch, query } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Figures, Page, PageHead, type Figure } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { KeysList, useFound } from './keys-list.tsx';
import { keysQuery, parseKeysSearch, searchInput, WHOLE_LIST, type KeysSearch } from './keys-search.ts';

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const search = parseKeysSearch(new URL(request.url).searchParams);
  // What there is to choose from may come later than the list.
  prefetch('DescribeKeyFacets', {}).catch(() => {});
  try {
    await prefetch('SearchKeys', searchInput(search));
  } catch (error) {
    // A page of another search, or of an older release: its first page is what was meant.
    if (search.after === null || !isCode(error, 'InvalidMarkerException')) throw error;
    throw redirect(paths.keys(keysQuery({ ...search, after: null })));
  }
  return null;
}

/** Another search is the same page: the list fetches it itself, keeps the old rows meanwhile, and drops a search that was overtaken. */
export const shouldRevalidate = (args: ShouldRevalidateFunctionArgs): boolean =>
  args.currentUrl.pathname !== args.nextUrl.pathname ||
  (args.currentUrl.href === args.nextUrl.href && args.defaultShouldRevalidate);

const number = new Intl.NumberFormat('en');

/** The state of things in a line: what needs somebody first. */
function figuresOf(
  { Total, ByState }: Output<'SearchKeys'>,
  facets: Output<'DescribeKeyFacets'> | undefined,
  practice: boolean,
): readonly Figure[] {
  const figures: Figure[] = [];
  const add = (
    id: string,
    count: number,
    words: string,
    filter: Partial<KeysSearch>,
    tone?: Figure['tone'],
  ): void => {
    const href = paths.keys(keysQuery({ ...WHOLE_LIST, practice, ...filter }));
    figures.push({ id, value: number.format(count), words, href, ...(tone === undefined ? {} : { tone }) });
  };
  const count = (state: string): number => ByState.find((each) => each.KeyState === state)?.Count ?? 0;
  add('all', Total, `${practice ? 'practice ' : ''}${Total === 1 ? 'key' : 'keys'}`, {});
  if (count('PendingDeletion') > 0)
    add('doomed', count('PendingDeletion'), 'pending deletion', { states: ['PendingDeletion'] }, 'bad');
  if (!practice && facets !== undefined && facets.RotationOverdue > 0)
    add('overdue', facets.RotationOverdue, 'rotation overdue', { rotation: 'Overdue' }, 'warn');
  add('disabled', count('Disabled'), 'disabled', { states: ['Disabled'] });
  if (count('PendingImport') > 0)
    add('import', count('PendingImport'), 'waiting for import', { states: ['PendingImport'] }, 'warn');
  if (!practice && facets !== undefined) {
    add('never', facets.NeverRotated, 'never rotated', { rotation: 'NeverRotated', sort: 'CreationDate' });
    add('unused', facets.NotUsed90Days, 'not used for 90 days', {
      notUsedForDays: 90,
      sort: 'LastUsedDate',
    });
  }
  return figures.slice(0, 6);
}

export function Component() {
  const [params] = useSearchParams();
  const search = parseKeysSearch(params);
  const mayCreate = useCan('kms:CreateKey');
  const { found, result } = useFound(search);
  const facets = useQuery(query('DescribeKeyFacets', {})).data;
  if (found === undefined) throw result.error ?? new Error('SearchKeys was not loaded before its page');
  if (found.Total === 0 && !search.practice) return <NoKeys practice={facets?.SandboxKeys ?? 0} />;
  return (
    <Page>
      <PageHead
        title="Keys"
        purpose={
          search.practice
            ? 'Keys on which people learn at the envelope desk. The inventory, posture and audit leave them out.'
            : 'Every key of this desk: its state, who relies on it, when it was last used and when it rotates.'
        }
        actions={
          <ButtonLink href={paths.newKey()} kind="primary" icon="plus" disabledReason={mayCreate.reason}>
            Create key
          </ButtonLink>
        }
      />
      <Figures figures={figuresOf(found, facets, search.practice)} />
      <KeysList search={search} />
    </Page>
  );
}

function NoKeys({ practice }: { readonly practice: number }) {
  const mayCreate = useCan('kms:CreateKey');
  const mayCreateService = useCan('keydesk:CreateService');
  return (
    <Page>
      <PageHead title="Keys" />
      <EmptyState
        alone
        title="There is no key yet"
        actions={
          <>
            <ButtonLink href={paths.newKey()} kind="primary" icon="plus" disabledReason={mayCreate.reason}>
              Create key
            </ButtonLink>
            <ButtonLink href={paths.newService()} disabledReason={mayCreateService.reason}>
              Create a service that will use it
            </ButtonLink>
          </>
        }
      >
        A key is made inside the HSM and never leaves it in the clear. Applications ask it to encrypt, decrypt
        and make data keys; its policy says who may, and every request is in the audit log.
        {practice > 0 && (
          <>
            {' '}
            <Link href={paths.keys(keysQuery({ ...WHOLE_LIST, practice: true }))}>
              {number.format(practice)} practice keys
            </Link>{' '}
            of the envelope desk are not counted.
          </>
        )}
      </EmptyState>
    </Page>
  );
}
