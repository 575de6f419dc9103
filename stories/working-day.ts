import { phoneTimes, scenarios, type Scenario } from '../components/testing/index.ts';

/** A full inbox and a colleague on the line: what most parts of a desk are for. */
export const workingDay: Scenario = {
  description: scenarios.chatDay.description,
  setUp: (fake) => {
    scenarios.chatDay.setUp(fake);
    const call = fake.pbx.incomingCall({ number: '1002' });
    void fake.phone.answer(call.phoneCallId);
    fake.advance(phoneTimes.answer);
  },
};

/** The long conversation is open from the start, as on a working desk. */
export async function openConversation(client: HTMLElementTagNameMap['pbx-client']): Promise<void> {
  await client.updateComplete;
  const inbox = client.shadowRoot?.querySelector('pbx-inbox');
  if (inbox) inbox.conversationId = 'day-1';
}
