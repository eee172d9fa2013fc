import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
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

const router = createBrowserRouter(routes);
watchSession(router);
recoverWhenBack(router);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Preferences>
        <LinkContext value={RouterAnchor}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </LinkContext>
      </Preferences>
    </QueryClientProvider>
  </StrictMode>,
);
