// The terminal counts how many cells have room by the letters of its font, and once only: the font is to be there first.
const begin = window.onload;
window.onload = async (event) => {
  const styles = ["", "bold ", "italic ", "italic bold "];
  await Promise.allSettled(styles.map((style) => document.fonts.load(`${style}16px "Roboto Mono"`)));
  begin(event);
  // What is typed goes to the program at once, without a click first.
  document.querySelector(".xterm-helper-textarea")?.focus();
};
