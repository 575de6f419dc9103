/** In place of `storybook/test`: here stories are scenes to look at, and nobody plays their journeys. */
const unplayed = (): never => {
  throw new Error('Journeys are played by the tests of the stories');
};

export { unplayed as expect, unplayed as fireEvent, unplayed as fn, unplayed as userEvent, unplayed as waitFor, unplayed as within };
