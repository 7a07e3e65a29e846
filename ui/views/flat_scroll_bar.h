#pragma once

#include <QRect>
#include <QStyle>
#include <QStyleOptionSlider>

class QPainter;

namespace tw {

/// Width of a scroll bar, and the least length of its slider, in pixels.
constexpr int kScrollBarWidth = 12;
constexpr int kScrollSliderLength = 32;

/// Where a part of a scroll bar without arrows lies: the slider, what is before and behind it, and
/// the groove; empty for every other part.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part);

void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option);

} // namespace tw
