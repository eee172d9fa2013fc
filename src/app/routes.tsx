import { redirect, type RouteObject } from 'react-router';
import { paths } from './paths.ts';
import { ErrorPage, NotFound } from './shell/error-page.tsx';
import { Layout } from './shell/layout.tsx';
import { requireSession } from './shell/session.ts';
import { Starting } from './shell/starting.tsx';

/** Every route; each page is fetched when it is first gone to. */
export const routes: RouteObject[] = [
  {
    path: '/welcome',
    lazy: () => import('./features/welcome/welcome-page.tsx'),
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
  },
  {
    path: '/sign-in',
    lazy: () => import('./features/sign-in/sign-in-page.tsx'),
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
  },
  {
    path: '/',
    loader: requireSession,
    Component: Layout,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
    // The session is read once, not with every navigation: a call that finds it ended leads to sign-in by itself.
    shouldRevalidate: () => false,
    children: [
      {
        ErrorBoundary: ErrorPage,
        children: [
          { index: true, loader: () => redirect(paths.keys()) },
          { path: 'keys', lazy: () => import('./features/keys/keys-page.tsx') },
          { path: 'keys/new', lazy: () => import('./features/keys/create-key-page.tsx') },
          { path: 'keys/:keyId/delete', lazy: () => import('./features/keys/delete-key-page.tsx') },
          {
            path: 'keys/:keyId',
            lazy: () => import('./features/keys/key-page.tsx'),
            children: [
              { index: true, lazy: () => import('./features/keys/overview-tab.tsx') },
              { path: 'policy', lazy: () => import('./features/keys/policy-tab.tsx') },
              { path: 'rotation', lazy: () => import('./features/keys/rotation-tab.tsx') },
              { path: 'activity', lazy: () => import('./features/keys/activity-tab.tsx') },
              { path: 'use', lazy: () => import('./features/keys/use-tab.tsx') },
              { path: 'settings', lazy: () => import('./features/keys/settings-tab.tsx') },
            ],
          },
          { path: 'audit', lazy: () => import('./features/audit/audit-page.tsx') },
          { path: 'services', lazy: () => import('./features/services/services-page.tsx') },
          { path: 'services/new', lazy: () => import('./features/services/create-service-page.tsx') },
          { path: 'services/:principalId', lazy: () => import('./features/services/service-page.tsx') },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
];
