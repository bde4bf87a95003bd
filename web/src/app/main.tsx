import './base.css';
import './fonts.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import ConfigProvider from 'antd/es/config-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { isProblem } from '../shared/api.ts';
import { noticeTouches } from '../shared/touch.ts';
import { startI18n } from './i18n.ts';
import { routes } from './routes.tsx';
import { startSession } from './session.tsx';
import { startTheme, themeOf, useShade } from './theme.ts';

const TRIES_MAX = 2;
const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it refuses again; a line that broke may be back.
      retry: (failures, error) => failures < TRIES_MAX && (!isProblem(error) || error.status >= 500),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

function App() {
  const shade = useShade();
  return (
    <ConfigProvider theme={themeOf(shade)} csp={{ nonce }} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

noticeTouches(window);
startTheme();
startSession(client);
const router = createBrowserRouter(routes);
void startI18n().then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
