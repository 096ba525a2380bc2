import './guest.css';
import { createRoot } from 'react-dom/client';
import { GuestApp } from './app.tsx';

createRoot(document.getElementById('root') ?? document.body).render(<GuestApp code={location.pathname.split('/').at(-1) ?? ''} way={new URLSearchParams(location.search).get('way') ?? 'own_phone'} />);
