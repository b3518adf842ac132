import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './nonce';
import './graphiql.css';
import { Workbench } from './Workbench';

const place = document.getElementById('app');
if (!place) throw new Error('the page has no #app');
createRoot(place).render(<Workbench />);
