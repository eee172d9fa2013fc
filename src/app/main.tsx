import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, createHashRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import './ui/tokens.css';
import './ui/fonts.css';
import './ui/base.css';
import { queryClient } from './query/query.ts';
import { routes } from './routes.tsx';
import { Preferences } from './shell/preferences.tsx';
import { RouterAnchor } from './shell/router-anchor.tsx';
import { recoverWhenBack, watchSession } from './shell/session.ts';
import { LinkContext } from './ui/link.tsx';
import { ToastProvider } from './ui/toast.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

/** Of the demo, which any file server serves from any folder: its addresses are behind the `#`. */
const isDemo = import.meta.env.MODE === 'demo';
const shown = createRoot(root);
const show = (what: ReactNode): void => shown.render(<StrictMode>{what}</StrictMode>);
show(isDemo ? await (await import('./demo/begin.tsx')).beginDemo(show, theConsole) : theConsole());

function theConsole(): ReactNode {
  const router = isDemo ? createHashRouter(routes) : createBrowserRouter(routes);
  watchSession(router);
  recoverWhenBack(router);
  return (
    <QueryClientProvider client={queryClient}>
      <Preferences>
        <LinkContext value={RouterAnchor}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </LinkContext>
      </Preferences>
    </QueryClientProvider>
  );
}
