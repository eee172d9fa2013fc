import { useRevalidator, useRouteError } from 'react-router';
import { paths } from '../paths.ts';
import { explain, isCode } from '../query/explain.ts';
import { useReachable } from '../query/reach.ts';
import { KeydeskError } from '../../client/client.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Page, PageHead } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

const titleOf = (error: unknown): string => {
  if (isCode(error, 'NotFoundException')) return 'Not found';
  return isCode(error, 'AccessDeniedException') ? 'Not allowed' : 'Something went wrong';
};

/** A stack names files and lines of the console, nothing that it showed; a message may be long. */
const crashText = (error: Error): string =>
  `${error.name}: ${error.message}\n${error.stack ?? ''}`.slice(0, 4_000);

/** What stands in place of a page that could not be loaded or drawn. The rest of the shell keeps working. */
export function ErrorPage() {
  const error = useRouteError();
  const { revalidate } = useRevalidator();
  const reachable = useReachable();
  const found = explain('This page could not be shown', error);
  const problem = reachable
    ? found
    : {
        ...found,
        why: 'Keydesk cannot be reached.',
        remedy: 'It is asked again every two seconds, and the page comes with its answer.',
      };
  // A fault of the console itself has no request, and no event: what it says of itself is what can be handed on.
  const crash =
    reachable && error instanceof Error && !(error instanceof KeydeskError) ? crashText(error) : null;
  // Asking again does not make it exist.
  const retry = isCode(error, 'NotFoundException') ? {} : { onRetry: () => void revalidate() };
  return (
    <Page>
      <PageHead title={titleOf(error)} />
      <ErrorState
        alone
        problem={problem}
        {...retry}
        actions={
          <>
            {crash !== null && <Button onClick={() => window.location.reload()}>Reload the page</Button>}
            <ButtonLink href={paths.keys()}>Go to the keys</ButtonLink>
          </>
        }
      />
      {crash !== null && <CodeBlock title="For whoever mends the console" code={crash} most={240} />}
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
