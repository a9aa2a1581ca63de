"""Measures of what was drawn, each naming its paper. Pictures are (H, W) grey, 0 to 255, unless it says otherwise."""
