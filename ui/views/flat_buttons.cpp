#include "ui/views/flat_buttons.h"

#include "ui/views/look.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tw {

namespace {

constexpr double kCorner = 4;

void drawTick(QPainter& painter, const QRectF& box)
{
    QPainterPath tick;
    tick.moveTo(box.left() + box.width() * 0.22, box.top() + box.height() * 0.52);
    tick.lineTo(box.left() + box.width() * 0.42, box.top() + box.height() * 0.72);
    tick.lineTo(box.left() + box.width() * 0.78, box.top() + box.height() * 0.30);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(tick);
}

} // namespace

void drawPushButton(QPainter& painter, const QStyleOption& option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool pressed = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = enabled && option.state & QStyle::State_MouseOver;
    const bool focused = option.state & QStyle::State_HasFocus;
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    const bool isDefault
        = button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
    QColor over = option.palette.color(QPalette::WindowText);
    over.setAlphaF(pressed ? 0.16F : hovered ? 0.08F : 0.0F);
    const QRectF rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(enabled && (focused || isDefault) ? option.palette.color(QPalette::Link)
                                                     : lineColor(option.palette));
    painter.setBrush(option.palette.button());
    painter.drawRoundedRect(rect, kCorner, kCorner);
    painter.setPen(Qt::NoPen);
    painter.setBrush(over);
    painter.drawRoundedRect(rect, kCorner, kCorner);
    painter.restore();
}

void drawCheckBox(QPainter& painter, const QStyleOption& option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool ticked = option.state & QStyle::State_On;
    const double side = std::min(option.rect.width(), option.rect.height()) - 1;
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option.rect).center());
    const QColor accent = option.palette.color(QPalette::Link);
    const QColor line = dimmed(option.palette);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(enabled ? 1 : 0.5);
    painter.setPen(ticked ? accent : line);
    painter.setBrush(ticked ? accent : option.palette.color(QPalette::Base));
    painter.drawRoundedRect(box, kCorner - 1, kCorner - 1);
    painter.setPen(QPen(option.palette.color(QPalette::Base), 1.8, Qt::SolidLine, Qt::RoundCap));
    if (ticked) {
        drawTick(painter, box);
    } else if (option.state & QStyle::State_NoChange) {
        painter.setPen(QPen(line, 1.8));
        painter.drawLine(QPointF(box.left() + 3, box.center().y()),
                         QPointF(box.right() - 3, box.center().y()));
    }
    painter.restore();
}

} // namespace tw
