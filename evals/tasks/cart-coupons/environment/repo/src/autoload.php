<?php

spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/' . str_replace(['Shop\\', '\\'], ['', '/'], $class) . '.php';
    if (str_starts_with($class, 'Shop\\') && is_file($file)) {
        require $file;
    }
});
