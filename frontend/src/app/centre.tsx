import { ByLink, linkToken } from './ByLink';
import { Centre } from './centre/Centre';
import { Gate } from './Gate';
import { start } from './start';

const token = linkToken();

void start(
  token ? (
    <ByLink token={token} />
  ) : (
    <Gate room="member">
      <Centre />
    </Gate>
  ),
  ['words'],
);
