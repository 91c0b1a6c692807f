<?php

require_once __DIR__ . '/Pager.php';
