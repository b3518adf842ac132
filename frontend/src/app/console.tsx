import { Gate } from './Gate';
import { start } from './start';

void start(<Gate room="staff">…</Gate>, ['words', 'console']);
