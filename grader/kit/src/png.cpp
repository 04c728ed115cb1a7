// read_png() and write_png(), by libpng's simplified interface.
#include <png.h>
#include <racecourse/png.h>

#include <cstring>

namespace racecourse {
namespace {

constexpr std::uint64_t most_pixels = 100'000'000;

struct Image {
    png_image image = {};
    Image() { image.version = PNG_IMAGE_VERSION; }
    ~Image() { png_image_free(&image); }
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;
};

PngError error(const std::filesystem::path& file, const std::string& what) {
    return PngError(file.string() + ": " + what);
}

}  // namespace

Picture read_png(const std::filesystem::path& file) {
    Image png;
    if (png_image_begin_read_from_file(&png.image, file.c_str()) == 0)
        throw error(file, png.image.message);
    if (std::uint64_t{png.image.width} * png.image.height > most_pixels)
        throw error(file, "more than 100 million pixels");
    png.image.format = PNG_FORMAT_RGBA;
    Picture picture{static_cast<int>(png.image.width), static_cast<int>(png.image.height)};
    picture.bytes.resize(PNG_IMAGE_SIZE(png.image));
    if (png_image_finish_read(&png.image, nullptr, picture.bytes.data(), 0, nullptr) == 0 ||
        PNG_IMAGE_FAILED(png.image))
        throw error(file, png.image.message);
    return picture;
}

void write_png(const std::filesystem::path& file, const Picture& picture) {
    Image png;
    png.image.width = static_cast<png_uint_32>(picture.width);
    png.image.height = static_cast<png_uint_32>(picture.height);
    png.image.format = PNG_FORMAT_RGBA;
    // Speed over size: nobody keeps these for long.
    png.image.flags = PNG_IMAGE_FLAG_FAST;
    if (picture.width <= 0 || picture.height <= 0 ||
        picture.bytes.size() != PNG_IMAGE_SIZE(png.image))
        throw error(file, "the picture has no size, or not as many bytes as it says");
    if (png_image_write_to_file(&png.image, file.c_str(), 0, picture.bytes.data(), 0, nullptr) != 0)
        return;
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    throw error(file, png.image.message);
}

}  // namespace racecourse
