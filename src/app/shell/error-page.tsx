import { useRevalidator, useRouteError } from 'react-router';
import { paths } from '../paths.ts';
import { explain, isCode } from '../query/explain.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Page, PageHead } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

const titleOf = (error: unknown): string => {
  if (isCode(error, 'NotFoundException')) return 'Not found';
  return isCode(error, 'AccessDeniedException') ? 'Not allowed' : 'Something went wrong';
};

/** What stands in place of a page that could not be loaded or drawn. The rest of the shell keeps working. */
export function ErrorPage() {
  const error = useRouteError();
  const { revalidate } = useRevalidator();
  const problem = explain('This page could not be shown', error);
  return (
    <Page>
      <PageHead title={titleOf(error)} />
      <ErrorState
        alone
        problem={problem}
        onRetry={() => void revalidate()}
        actions={<ButtonLink href={paths.keys()}>Go to the keys</ButtonLink>}
      />
    </Page>
  );
}

export const NotFound = () => (
  <Page>
    <PageHead title="No such page" />
    <EmptyState
      alone
      title="This address leads nowhere"
      actions={<ButtonLink href={paths.keys()}>Go to the keys</ButtonLink>}
    >
      The link may be old, or was cut when it was copied.
    </EmptyState>
  </Page>
);
