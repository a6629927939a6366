// Runs in the browser: what a page looks like there. The value of this expression is what the test gets.
(() => {
  const parse = (text) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top, below) => [0, 1, 2].map((index) => top[index] * top[3] + below[index] * (1 - top[3])).concat(1);
  const backgroundOf = (element) => {
    const own = parse(getComputedStyle(element).backgroundColor);
    if (own[3] === 1) return own;
    return over(own, element.parentElement ? backgroundOf(element.parentElement) : [255, 255, 255, 1]);
  };
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const scrolls = (element) => element !== null && (getComputedStyle(element).overflowX === 'auto' || scrolls(element.parentElement));
  const shown = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility());
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());

  const texts = shown.filter((element) => hasText(element) && (!(element instanceof SVGElement) || element.tagName === 'text'));
  const measured = texts.map((element) => {
    const { color, fill, fontSize, fontWeight } = getComputedStyle(element);
    const background = backgroundOf(element);
    const size = Number.parseFloat(fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    const ratio = contrast(over(parse(element instanceof SVGElement ? fill : color), background), background);
    return { text: element.textContent.slice(0, 40), ratio: Math.round(ratio * 100) / 100, least: isLarge ? 3 : 4.5 };
  });
  const beyond = shown.filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element));
  return {
    texts: texts.length,
    lowContrast: measured.filter(({ ratio, least }) => ratio < least),
    beyondTheEdge: beyond.map((element) => element.outerHTML.slice(0, 120)),
    width: document.documentElement.scrollWidth,
    background: getComputedStyle(document.body).backgroundColor,
    tables: shown.filter((element) => element.tagName === 'TABLE').length,
  };
})();
