import { redirect, type LoaderFunctionArgs, type RouteObject } from 'react-router';
import { ErrorPage, NotFound } from './shell/error-page.tsx';
import { landing } from './shell/landing.ts';
import { Layout } from './shell/layout.tsx';
import { requireSession } from './shell/session.ts';
import { Starting } from './shell/starting.tsx';

/** Who is signed in; then where they land. */
async function enter(args: LoaderFunctionArgs): Promise<null> {
  await requireSession(args);
  const to = landing(args.request.url, routes);
  if (to !== null) throw redirect(to);
  return null;
}

/** Every route; each page is fetched when it is first gone to. */
export const routes: RouteObject[] = [
  {
    path: '/welcome',
    lazy: () => import('./features/welcome/welcome-page.tsx'),
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
  },
  {
    path: '/invitation',
    lazy: () => import('./features/welcome/invitation-page.tsx'),
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
    loader: enter,
    Component: Layout,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
    // The session is read once, not with every navigation: a call that finds it ended leads to sign-in by itself.
    shouldRevalidate: () => false,
    children: [
      {
        ErrorBoundary: ErrorPage,
        children: [
          { index: true, lazy: () => import('./features/home/home-page.tsx') },
          { path: 'posture', lazy: () => import('./features/posture/posture-page.tsx') },
          { path: 'keys', lazy: () => import('./features/keys/keys-page.tsx') },
          { path: 'keys/new', lazy: () => import('./features/keys/create-key-page.tsx') },
          { path: 'keys/:keyId/delete', lazy: () => import('./features/keys/delete-key-page.tsx') },
          { path: 'keys/:keyId/grants/new', lazy: () => import('./features/grants/create-grant-page.tsx') },
          {
            path: 'keys/:keyId',
            lazy: () => import('./features/keys/key-page.tsx'),
            children: [
              { index: true, lazy: () => import('./features/keys/overview-tab.tsx') },
              { path: 'policy', lazy: () => import('./features/policy/policy-tab.tsx') },
              { path: 'access', lazy: () => import('./features/access/access-tab.tsx') },
              { path: 'grants', lazy: () => import('./features/grants/grants-tab.tsx') },
              { path: 'grants/:grantId', lazy: () => import('./features/grants/grant-page.tsx') },
              { path: 'rotation', lazy: () => import('./features/keys/rotation-tab.tsx') },
              { path: 'activity', lazy: () => import('./features/keys/activity-tab.tsx') },
              { path: 'use', lazy: () => import('./features/keys/use-tab.tsx') },
              { path: 'settings', lazy: () => import('./features/keys/settings-tab.tsx') },
            ],
          },
          { path: 'audit', lazy: () => import('./features/audit/audit-page.tsx') },
          { path: 'access', lazy: () => import('./features/access/access-page.tsx') },
          { path: 'simulator', lazy: () => import('./features/simulator/simulator-page.tsx') },
          { path: 'services', lazy: () => import('./features/people/services-page.tsx') },
          { path: 'services/new', lazy: () => import('./features/people/create-service-page.tsx') },
          { path: 'services/:principalId', lazy: () => import('./features/people/service-page.tsx') },
          {
            path: 'services/:principalId/rotate',
            lazy: () => import('./features/people/rotate-access-key-page.tsx'),
          },
          { path: 'services/:principalId/leave', lazy: () => import('./features/people/leave-page.tsx') },
          { path: 'people', lazy: () => import('./features/people/people-page.tsx') },
          { path: 'people/invite', lazy: () => import('./features/people/invite-page.tsx') },
          {
            path: 'people/policies',
            lazy: () => import('./features/people/policies/identity-policies-page.tsx'),
          },
          {
            path: 'people/new-policy',
            lazy: () => import('./features/people/policies/create-identity-policy-page.tsx'),
          },
          {
            path: 'people/policies/:name',
            lazy: () => import('./features/people/policies/identity-policy-page.tsx'),
          },
          { path: 'people/sessions', lazy: () => import('./features/people/sessions-page.tsx') },
          { path: 'people/:principalId', lazy: () => import('./features/people/person-page.tsx') },
          { path: 'people/:principalId/leave', lazy: () => import('./features/people/leave-page.tsx') },
          { path: 'account', lazy: () => import('./features/people/account-page.tsx') },
          { path: 'rotation', lazy: () => import('./features/rotation/rotation-page.tsx') },
          { path: 'desk', lazy: () => import('./features/desk/desk-page.tsx') },
          { path: 'desk/lessons', lazy: () => import('./features/desk/lessons/lessons-page.tsx') },
          { path: 'desk/summary', lazy: () => import('./features/desk/lessons/summary-page.tsx') },
          { path: 'vault', lazy: () => import('./features/vault/vault-page.tsx') },
          { path: 'desk/live', lazy: () => import('./features/desk/live/live-page.tsx') },
          { path: 'settings', lazy: () => import('./features/settings/settings-page.tsx') },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
];
