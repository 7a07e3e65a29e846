#include "ui/views/flat_style.h"

#include "ui/views/flat_buttons.h"
#include "ui/views/flat_scroll_bar.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>

#include <algorithm>

namespace tw {

namespace {

constexpr double kCorner = 4;
constexpr int kArrowIcon = 12;
/// The room of the arrow of a button with a menu.
constexpr int kMenuArrow = 16;

void fillWindow(QPainter& painter, const QStyleOption& option)
{
    painter.fillRect(option.rect, option.palette.window());
}

void lineAtTop(QPainter& painter, const QStyleOption& option)
{
    const QRect& rect = option.rect;
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, lineColor(option.palette));
}

void lineAtBottom(QPainter& painter, const QStyleOption& option)
{
    const QRect& rect = option.rect;
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, lineColor(option.palette));
}

void drawTab(QPainter& painter, const QStyleOption& option)
{
    if (!(option.state & QStyle::State_Selected)) {
        return;
    }
    // Open at the bottom: the tab and its pane are one surface.
    const QRectF rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, kCorner + 1);
    painter.save();
    painter.setClipRect(option.rect);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(lineColor(option.palette));
    painter.setBrush(option.palette.base());
    painter.drawRoundedRect(rect, kCorner, kCorner);
    painter.restore();
}

void drawMenuBarItem(QPainter& painter, const QStyleOptionMenuItem& option)
{
    fillWindow(painter, option);
    if (option.state & QStyle::State_Selected) {
        painter.fillRect(option.rect, option.palette.highlight());
    }
    const auto role
        = option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::WindowText;
    painter.setPen(option.palette.color(role));
    painter.drawText(
        option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
}

void drawLineEdit(QPainter& painter, const QStyleOption& option)
{
    const bool focused = option.state & QStyle::State_HasFocus;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(focused ? option.palette.color(QPalette::Link) : lineColor(option.palette));
    painter.setBrush(option.palette.base());
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), kCorner, kCorner);
    painter.restore();
}

void drawToolButtonPanel(QPainter& painter, const QStyleOption& option)
{
    const bool pressed = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (!(option.state & QStyle::State_Enabled) || (!pressed && !hovered)) {
        return;
    }
    QColor fill = option.palette.color(QPalette::WindowText);
    fill.setAlphaF(pressed ? 0.16F : 0.08F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(option.rect, kCorner, kCorner);
    painter.restore();
}

void drawToolBarSeparator(QPainter& painter, const QStyleOption& option)
{
    const QRect& rect = option.rect;
    painter.fillRect(
        rect.center().x(), rect.top() + 4, 1, rect.height() - 8, lineColor(option.palette));
}

/// A button that does nothing but open its menu.
bool isMenuButton(const QStyleOption* option)
{
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    return button != nullptr && button->features.testFlag(QStyleOptionToolButton::HasMenu)
           && !button->features.testFlag(QStyleOptionToolButton::MenuButtonPopup);
}

void drawMenuArrow(QPainter& painter, const QStyleOption& option)
{
    const QRect& rect = option.rect;
    const QRect place(rect.right() - kMenuArrow + 1,
                      rect.center().y() + 1 - kArrowIcon / 2,
                      kArrowIcon,
                      kArrowIcon);
    paintIcon(
        painter, place, QStringLiteral("branch-open"), option.palette.color(QPalette::ButtonText));
}

/// Between what a menu item says and its keys.
constexpr int kColumnGap = 16;

} // namespace

FlatStyle::FlatStyle() : QProxyStyle(QStringLiteral("fusion")) {}

void FlatStyle::drawControl(ControlElement element,
                            const QStyleOption* option,
                            QPainter* painter,
                            const QWidget* widget) const
{
    switch (element) {
    case CE_ToolBar:
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        fillWindow(*painter, *option);
        lineAtBottom(*painter, *option);
        return;
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            QStyleOptionHeader quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, dimmed(option->palette));
            QProxyStyle::drawControl(element, &quiet, painter, widget);
        }
        return;
    case CE_MenuBarEmptyArea:
        fillWindow(*painter, *option);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            drawMenuBarItem(*painter, *item);
        }
        return;
    case CE_TabBarTabShape:
        drawTab(*painter, *option);
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, lineColor(option->palette));
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void FlatStyle::drawPrimitive(PrimitiveElement element,
                              const QStyleOption* option,
                              QPainter* painter,
                              const QWidget* widget) const
{
    switch (element) {
    case PE_PanelStatusBar:
        fillWindow(*painter, *option);
        lineAtTop(*painter, *option);
        return;
    case PE_FrameStatusBarItem:
        return;
    case PE_PanelItemViewRow:
        if (option->state & State_Selected) {
            painter->fillRect(option->rect, option->palette.highlight());
        }
        return;
    case PE_FrameTabBarBase:
        lineAtBottom(*painter, *option);
        return;
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame != nullptr && frame->lineWidth > 0) {
            drawLineEdit(*painter, *option);
            return;
        }
        break;
    case PE_PanelButtonCommand:
        drawPushButton(*painter, *option);
        return;
    case PE_FrameFocusRect:
        // A button in focus has a line in the accent's colour.
        if (qobject_cast<const QPushButton*>(widget) != nullptr) {
            return;
        }
        // Fusion's frame has a gradient that hides what a row's colour says.
        if (qobject_cast<const QAbstractItemView*>(widget) != nullptr) {
            painter->save();
            painter->setPen(option->palette.color(QPalette::Link));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            painter->restore();
            return;
        }
        break;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckBox(*painter, *option);
        return;
    case PE_PanelButtonTool:
        drawToolButtonPanel(*painter, *option);
        return;
    case PE_IndicatorToolBarSeparator:
        drawToolBarSeparator(*painter, *option);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void FlatStyle::drawComplexControl(ComplexControl control,
                                   const QStyleOptionComplex* option,
                                   QPainter* painter,
                                   const QWidget* widget) const
{
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        bar != nullptr && control == CC_ScrollBar) {
        drawScrollBar(*painter, *bar);
        return;
    }
    if (control == CC_ToolButton && isMenuButton(option)) {
        drawToolButtonPanel(*painter, *option);
        drawMenuArrow(*painter, *option);
        QStyleOptionToolButton words = *qstyleoption_cast<const QStyleOptionToolButton*>(option);
        words.features.setFlag(QStyleOptionToolButton::HasMenu, false);
        words.state &= ~(State_MouseOver | State_Sunken | State_On);
        words.rect.setRight(words.rect.right() - kMenuArrow);
        QProxyStyle::drawComplexControl(control, &words, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect FlatStyle::subControlRect(ComplexControl control,
                                const QStyleOptionComplex* option,
                                SubControl part,
                                const QWidget* widget) const
{
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        bar != nullptr && control == CC_ScrollBar) {
        return scrollBarPart(*bar, part);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize FlatStyle::sizeFromContents(ContentsType type,
                                  const QStyleOption* option,
                                  const QSize& size,
                                  const QWidget* widget) const
{
    const QSize content = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ToolButton && isMenuButton(option)) {
        return content + QSize(kMenuArrow, 0);
    }
    if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        item != nullptr && type == CT_MenuItem && item->text.contains(u'\t')) {
        // Fusion makes room for the second column, and so does the menu.
        return content - QSize(std::max(item->reservedShortcutWidth - kColumnGap, 0), 0);
    }
    return type == CT_MenuBarItem ? content + QSize(0, 8) : content;
}

QRect FlatStyle::subElementRect(SubElement element,
                                const QStyleOption* option,
                                const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_TabWidgetTabBar ? rect.translated(8, 0) : rect;
}

int FlatStyle::pixelMetric(PixelMetric metric,
                           const QStyleOption* option,
                           const QWidget* widget) const
{
    switch (metric) {
    case PM_HeaderMargin:
    case PM_ToolBarSeparatorExtent:
    case PM_ToolBarItemMargin:
        return 8;
    case PM_ToolBarItemSpacing:
    case PM_MenuBarHMargin:
        return 4;
    case PM_MenuBarPanelWidth:
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_ScrollBarExtent:
        return kScrollBarWidth;
    case PM_ScrollBarSliderMin:
        return kScrollSliderLength;
    case PM_SplitterWidth:
        return 1;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_TabBarTabShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FlatStyle::styleHint(StyleHint hint,
                         const QStyleOption* option,
                         const QWidget* widget,
                         QStyleHintReturn* returnData) const
{
    if (hint == SH_EtchDisabledText || hint == SH_ToolBar_Movable
        || hint == SH_DialogButtonBox_ButtonsHaveIcons) {
        return 0;
    }
    return QProxyStyle::styleHint(hint, option, widget, returnData);
}

} // namespace tw
