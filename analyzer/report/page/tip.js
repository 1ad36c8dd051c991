/*
 * What is below the pointer, in words, beside it: a moment of the timeline, or a buffer of the map.
 *
 * Must not know: what it says.
 */
function listenToPointer(place, wordsAt) {
	const tip = make("div", {className: "tip", hidden: true});
	let waiting = 0;
	place.append(tip);
	const show = (x, y) => {
		const words = wordsAt(x, y), box = place.getBoundingClientRect();
		waiting = 0;
		tip.hidden = !words;
		if (!words) return;
		tip.textContent = visible(words);
		const right = x > box.width / 2;
		tip.style.left = right ? "" : Math.min(x + 12, box.width - 80) + "px";
		tip.style.right = right ? box.width - x + 12 + "px" : "";
		tip.style.top = Math.max(Math.min(y + 8, box.height - 40), 0) + "px";
	};
	place.addEventListener("pointermove", (e) => {
		const box = place.getBoundingClientRect(), [x, y] = [e.clientX - box.left, e.clientY - box.top];
		cancelAnimationFrame(waiting);
		waiting = requestAnimationFrame(() => show(x, y));
	});
	for (const event of ["pointerleave", "pointerdown"]) place.addEventListener(event, () => {
		cancelAnimationFrame(waiting);
		tip.hidden = true;
	});
}
