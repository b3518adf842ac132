// A small GraphQL editor: runs operations, follows subscriptions, shows the schema. It asks this server and no other.
const $ = (id) => document.getElementById(id);
const EXAMPLE = `# Ctrl+Enter runs it.
{
  viewer {
    role
    name
    member { id name zone }
  }
}
`;
let socket = null;

const kept = (name, otherwise) => sessionStorage.getItem(`editor.${name}`) ?? otherwise;
const keep = (name, value) => sessionStorage.setItem(`editor.${name}`, value);
const authorization = () => ($('token').value ? { authorization: `Bearer ${$('token').value}` } : {});
const show = (text) => { $('answer').textContent = typeof text === 'string' ? text : JSON.stringify(text, null, 2); };

async function ask(body) {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...authorization() };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json();
}

function follow(body) {
  socket = new WebSocket(`${location.origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const events = [];
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: authorization() }));
  socket.onclose = (event) => events.length || show(`closed: ${event.code} ${event.reason}`);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'connection_ack') {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: body }));
      show('waiting for what happens …');
    } else if (message.payload) {
      events.unshift(message.payload);
      show(events);
    }
  };
}

async function run() {
  socket?.close();
  keep('query', $('query').value);
  keep('variables', $('variables').value);
  const began = performance.now();
  try {
    const variables = $('variables').value.trim() ? JSON.parse($('variables').value) : undefined;
    const body = { query: $('query').value, variables };
    if (/^\s*subscription\b/m.test(body.query)) follow(body);
    else show(await ask(body));
  } catch (error) {
    show(String(error));
  }
  $('took').textContent = `${Math.round(performance.now() - began)} ms`;
}

async function signIn(who) {
  const response = await fetch('/session/demo', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: who,
  });
  $('token').value = (await response.json()).token ?? '';
}

async function offerPeople() {
  const session = await (await fetch('/session')).json();
  const people = [
    ...(session.members ?? []).map((each) => [each.name, { member: each.externalId }]),
    ...(session.staff ?? []).map((each) => [each.name, { role: each.role }]),
  ];
  for (const [name, who] of people) $('who').append(new Option(name, JSON.stringify(who)));
}

const named = (type) => (type.ofType ? named(type.ofType).replace(/^/, type.kind === 'LIST' ? '[' : '') + (type.kind === 'LIST' ? ']' : '!') : type.name);

async function showSchema() {
  const of = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
  const query = `{ __schema { types { name description fields { name description type { ${of} } } inputFields { name description type { ${of} } } enumValues { name description } } } }`;
  const { data } = await ask({ query });
  if (!data) return;
  for (const type of data.__schema.types.filter((each) => !each.name.startsWith('__'))) {
    const details = document.createElement('details');
    details.dataset.words = JSON.stringify(type).toLowerCase();
    const list = document.createElement('dl');
    for (const member of [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])]) {
      const [term, meaning] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = member.type ? `${member.name}: ${named(member.type)}` : member.name;
      meaning.textContent = member.description ?? '';
      list.append(term, meaning);
    }
    const summary = document.createElement('summary');
    summary.textContent = type.name;
    summary.title = type.description ?? '';
    details.append(summary, list);
    $('types').append(details);
  }
}

function seek() {
  const sought = $('seek').value.toLowerCase();
  for (const each of $('types').children) each.hidden = !each.dataset.words.includes(sought);
}

$('query').value = kept('query', EXAMPLE);
$('variables').value = kept('variables', '');
$('asking').onsubmit = (event) => { event.preventDefault(); run(); };
$('seek').oninput = seek;
$('who').onchange = (event) => (event.target.value ? signIn(event.target.value) : ($('token').value = ''));
document.onkeydown = (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(); };
offerPeople();
showSchema();
