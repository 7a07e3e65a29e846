#include "ui/views/flat_scroll_bar.h"

#include <QPainter>

#include <algorithm>

namespace tw {

namespace {

constexpr int kMargin = 3;

bool isHorizontal(const QStyleOptionSlider& option)
{
    return option.orientation == Qt::Horizontal;
}

int lengthOf(const QStyleOptionSlider& option)
{
    return isHorizontal(option) ? option.rect.width() : option.rect.height();
}

int sliderLength(const QStyleOptionSlider& option)
{
    const qint64 length = lengthOf(option);
    const qint64 range = qint64{option.maximum} - option.minimum;
    const qint64 page = std::max(option.pageStep, 1);
    const qint64 wanted = range <= 0 ? length : page * length / (range + page);
    return static_cast<int>(std::min(std::max<qint64>(wanted, kScrollSliderLength), length));
}

/// From `start` on, `length` along the bar and as wide as it.
QRect along(const QStyleOptionSlider& option, int start, int length)
{
    const QRect& all = option.rect;
    return isHorizontal(option) ? QRect(all.left() + start, all.top(), length, all.height())
                                : QRect(all.left(), all.top() + start, all.width(), length);
}

} // namespace

QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part)
{
    const int length = lengthOf(option);
    const int slider = sliderLength(option);
    const int start = QStyle::sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - slider, option.upsideDown);
    QRect rect;
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        rect = along(option, 0, length);
        break;
    case QStyle::SC_ScrollBarSlider:
        rect = along(option, start, slider);
        break;
    case QStyle::SC_ScrollBarSubPage:
        rect = along(option, 0, start);
        break;
    case QStyle::SC_ScrollBarAddPage:
        rect = along(option, start + slider, length - start - slider);
        break;
    default:
        return {};
    }
    return QStyle::visualRect(option.direction, option.rect, rect);
}

void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option)
{
    painter.fillRect(option.rect, option.palette.base());
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool held = option.state & QStyle::State_Sunken
                      && option.activeSubControls & QStyle::SC_ScrollBarSlider;
    const bool hovered = option.state & QStyle::State_MouseOver;
    QColor color = option.palette.color(QPalette::Text);
    color.setAlphaF(held ? 0.5F : hovered ? 0.38F : 0.24F);
    const QRectF slider = QRectF(scrollBarPart(option, QStyle::SC_ScrollBarSlider))
                              .adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const double corner = std::min(slider.width(), slider.height()) / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(slider, corner, corner);
    painter.restore();
}

} // namespace tw
