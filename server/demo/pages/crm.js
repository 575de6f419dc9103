// Orchard's own script. Everything of Klapka it needs: an attribute, a property, one method and one event.
const provider = document.querySelector('pbx-provider');
const dialer = document.querySelector('pbx-dialer');
const person = document.querySelector('#person');
const said = document.querySelector('#said');

/** Orchard's own backend says who its user is, in a token that lives for minutes. */
async function token() {
  const answer = await fetch('crm/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person: person.value }),
  });
  if (!answer.ok) throw new Error(`Orchard's backend answered ${answer.status}`);
  return (await answer.json()).token;
}

async function signIn() {
  try {
    provider.token = await token();
  } catch (error) {
    said.textContent = 'The telephone is not available.';
    console.warn(error);
  }
}

provider.addEventListener('pbx-token-expiring', signIn);
provider.addEventListener('pbx-call-answered', () => { said.textContent = 'On the phone.'; });
provider.addEventListener('pbx-call-ended', () => { said.textContent = 'The call has ended.'; });

// Two windows may work as two people: the choice is this window's own, and stands in its address.
const chosen = new URL(location.href).searchParams.get('as');
if ([...person.options].some(({ value }) => value === chosen)) person.value = chosen;
person.addEventListener('change', () => {
  location.search = `?as=${encodeURIComponent(person.value)}`;
});

document.querySelector('tbody').addEventListener('click', ({ target }) => {
  const { number, name } = target.closest('button')?.dataset ?? {};
  if (number) dialer.dial(number, name);
});

await signIn();
