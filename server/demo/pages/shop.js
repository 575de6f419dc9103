// The shop's own script: a basket that only counts.
const count = document.querySelector('[data-count]');
for (const button of document.querySelectorAll('[data-add]')) {
  button.addEventListener('click', () => {
    count.textContent = String(Number(count.textContent) + 1);
  });
}
