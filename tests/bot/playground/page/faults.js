// Lists what on the page is too small to read or to touch, too pale or cut off.
() => {
    const seen = (node) => {
        const box = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        return box.width > 1 && box.height > 1 && style.visibility === "visible"
            && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    };
    const named = (node) => `${node.className || node.id || node.tagName} “${node.textContent.trim().slice(0, 30)}”`;
    const rgb = (colour) => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const under = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour[3] > 250) return colour;
        }
        return [255, 255, 255];
    };
    const faults = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !seen(node) || node.closest(".aloud")) continue;
        const style = getComputedStyle(node);
        const size = parseFloat(style.fontSize);
        if (size < 12) faults.push(`${named(node)} has ${size} px`);
        const [one, two] = [light(rgb(style.color)), light(under(node))].sort((a, b) => b - a);
        const contrast = (one + 0.05) / (two + 0.05);
        const enough = size >= 24 ? 3 : 4.5;
        if (contrast < enough && !node.closest(".spoiler")) faults.push(`${named(node)} has a contrast of ${contrast.toFixed(2)}`);
    }
    for (const node of document.querySelectorAll("button, summary, input, textarea, .keys a")) {
        if (!seen(node)) continue;
        const box = node.getBoundingClientRect();
        const reach = getComputedStyle(node, "::after");
        const more = reach.position === "absolute" && reach.content !== "none"
            ? -parseFloat(reach.top) - parseFloat(reach.bottom) : 0;
        if (box.height + Math.max(0, more || 0) < 39.9) faults.push(`${named(node)} is ${box.height} px high`);
        const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        while (words.nextNode()) {
            const inner = words.currentNode.parentElement;
            if (!words.currentNode.data.trim() || !seen(inner) || getComputedStyle(inner).textOverflow === "ellipsis") continue;
            const range = document.createRange();
            range.selectNode(words.currentNode);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1
                || bottom > box.bottom + 1) faults.push(`${named(node)} is cut off`);
        }
    }
    return [...new Set(faults)];
}
