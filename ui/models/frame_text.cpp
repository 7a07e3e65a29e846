#include "ui/models/frame_text.h"

#include "core/report/own_code.h"

namespace tw {

bool isLibraryFrame(const Frame& frame)
{
    return isLibraryFile(frame.file);
}

QString framePlace(const Frame& frame)
{
    const std::size_t slash = frame.file.rfind('/');
    QString place = QString::fromStdString(
        slash == std::string::npos ? frame.file : frame.file.substr(slash + 1));
    if (!place.isEmpty() && frame.line)
        place += u':' + QString::number(*frame.line);
    return place;
}

QString frameText(const Frame& frame)
{
    const QString place = framePlace(frame);
    QString function = QString::fromStdString(frame.function);
    if (place.isEmpty())
        return function;
    return function.isEmpty() ? place : place + QStringLiteral(" in ") + function;
}

} // namespace tw
